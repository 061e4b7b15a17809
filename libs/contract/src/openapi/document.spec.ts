import { Validator } from '@seriousme/openapi-schema-validator';
import { routes } from '../routes.js';
import { openApiDocument, operations } from './document.js';
import { queryParameter } from './parameters.js';

const document = openApiDocument('1.2.3');

/** `GET /api/data/*`: every method of every route that the contract names, but HEAD. */
const named = routes.flatMap(({ path, methods }) =>
  Object.keys(methods)
    .filter((method) => method !== 'HEAD')
    .map((method) => `${method} ${path}`),
);

describe('the OpenAPI document', () => {
  it('is one, by the schema of OpenAPI 3.1', async () => {
    const validator = new Validator();
    const { errors = [] } = await validator.validate({ ...structuredClone(document) });
    expect(errors).toEqual([]);
    expect(validator.version).toBe('3.1');
  });

  it('says of each method of each route what it does', () => {
    expect(Object.keys(operations).sort()).toEqual([...named].sort());
    expect(Object.keys(document.paths)).toEqual(
      routes.map(({ path }) => path.replace('*', '{key}').replace(':id', '{id}')),
    );
  });

  it.each(routes)('has the parameters of $path that the route takes, and no other', ({ path, parameters = [] }) => {
    const own = Object.entries(operations).filter(([name]) => name.endsWith(` ${path}`));
    const said = own.flatMap(([, { query = [] }]) => query.map((name) => queryParameter(name).name));
    expect([...new Set(said)].sort()).toEqual([...parameters].sort());
  });

  it.each(routes)('has the statuses of success of $path', ({ path, methods }) => {
    for (const [method, status] of Object.entries(methods)) {
      const { successes } = operations[`${method === 'HEAD' ? 'GET' : method} ${path}`] ?? { successes: {} };
      expect(Object.keys(successes)).toContain(String(status));
    }
  });

  it('names each operation once', () => {
    const ids = [...JSON.stringify(document).matchAll(/"operationId":"(\w+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBe(routes.flatMap(({ methods }) => Object.keys(methods)).length);
  });

  it('refers to nothing that is not there', () => {
    const text = JSON.stringify(document);
    for (const [, kind, name] of text.matchAll(/"#\/components\/(\w+)\/([\w-]+)"/g)) {
      expect(document.components).toHaveProperty([kind ?? '', name ?? '']);
    }
  });

  it('says which codes a status of a problem may have', () => {
    const { '404': missing } = document.paths['/api/data/{key}']?.get?.responses ?? {};
    expect(missing?.content?.['application/problem+json']?.schema).toMatchObject({
      allOf: [{ $ref: '#/components/schemas/Problem' }, { properties: { code: { enum: ['DOCUMENT_NOT_FOUND'] } } }],
    });
  });
});
