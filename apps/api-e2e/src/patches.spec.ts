import { paths, type PatchResult, type ProblemResponse } from '@bimetal/contract';
import { type Answered, ask, put } from './http-client.ts';
import { type ServerProcess, startServer } from './server-process.ts';
import { TemporaryFolder } from './temporary-folder.ts';

const MERGE = 'application/merge-patch+json';
const JSON_PATCH = 'application/json-patch+json';
const TYPES = `${MERGE}, ${JSON_PATCH}`;

describe('a patch', () => {
  let folder: TemporaryFolder;
  let server: ServerProcess;

  const patch = (key: string, type: string | undefined, body: string, headers = {}): Promise<Answered> =>
    ask(server.url, paths.document(key), {
      method: 'PATCH',
      headers: { ...(type === undefined ? {} : { 'content-type': type }), ...headers },
      body,
    });
  const textOf = async (key: string): Promise<string> => (await ask(server.url, paths.document(key))).text;
  const problemOf = ({ text }: Answered): ProblemResponse => JSON.parse(text) as ProblemResponse;

  beforeAll(async () => {
    folder = new TemporaryFolder();
    server = await startServer({ args: ['--datapath', folder.path] });
  });

  afterAll(async () => {
    await server.stop();
    folder[Symbol.dispose]();
  });

  it('merges, keeps the bytes of what it does not name, and answers the revision and its entity tag', async () => {
    await put(server.url, 'users/alice', '{ "name": "Alice", "balance": 1.50, "old": true }');
    const merged = await patch('users/alice', MERGE, '{"old":null,"tags":["a"]}');
    const { revision, created } = JSON.parse(merged.text) as PatchResult;
    expect({ status: merged.status, created, etag: merged.headers.etag }).toEqual({
      status: 200,
      created: false,
      etag: `"${revision}"`,
    });
    expect(await textOf('users/alice')).toBe('{ "name": "Alice", "balance": 1.50, "tags": ["a"] }');
  });

  it('creates a document by merging', async () => {
    const merged = await patch('users/bob', `${MERGE}; charset=UTF-8`, '{"name":"Bob","old":null}');
    expect(JSON.parse(merged.text)).toMatchObject({ created: true });
    expect(await textOf('users/bob')).toBe('{"name":"Bob"}');
  });

  it('does the operations of a JSON Patch, all or none', async () => {
    await put(server.url, 'lists/1', '[1, 2.0]');
    const operations = '[{"op":"test","path":"/1","value":2},{"op":"add","path":"/-","value":3}';
    expect((await patch('lists/1', JSON_PATCH, `${operations}]`)).status).toBe(200);
    expect(await textOf('lists/1')).toBe('[1, 2.0, 3]');
    const failed = await patch('lists/1', 'Application/JSON-Patch+JSON', `${operations},{"op":"remove","path":"/9"}]`);
    expect(problemOf(failed)).toMatchObject({ status: 409, code: 'PATCH_FAILED', operation: 2 });
    expect(problemOf(failed).detail).toContain('"/9"');
    expect(await textOf('lists/1')).toBe('[1, 2.0, 3]');
  });

  it('is refused for what is no patch, and for a document that is not there', async () => {
    expect(problemOf(await patch('lists/1', JSON_PATCH, '{}'))).toMatchObject({ status: 400, code: 'PATCH_INVALID' });
    expect(problemOf(await patch('lists/1', MERGE, '{"a":'))).toMatchObject({ code: 'VALUE_NOT_JSON', offset: 5 });
    expect(problemOf(await patch('lists/2', JSON_PATCH, '[]'))).toMatchObject({
      status: 404,
      code: 'DOCUMENT_NOT_FOUND',
    });
    expect(problemOf(await patch('a//b', MERGE, '{}'))).toMatchObject({ status: 400, code: 'KEY_SEGMENT' });
  });

  it.each([undefined, 'application/json', 'text/plain', `${MERGE}; charset=latin1`])(
    'is refused as %s, and which types there are is told',
    async (type) => {
      const refused = await patch('lists/1', type, '{}');
      expect(problemOf(refused)).toMatchObject({ status: 415, code: 'CONTENT_TYPE_UNSUPPORTED' });
      if (!type?.startsWith(MERGE)) expect(refused.headers['accept-patch']).toBe(TYPES);
    },
  );

  it('is announced by OPTIONS, where there are patches', async () => {
    const options = async (path: string): Promise<unknown> =>
      (await ask(server.url, path, { method: 'OPTIONS' })).headers['accept-patch'];
    expect(await options('/api/data/users/alice')).toBe(TYPES);
    expect(await options('/api/data')).toBeUndefined();
  });

  it('is made where its conditions hold', async () => {
    const { revision } = JSON.parse((await put(server.url, 'when', '{}')).text) as { revision: string };
    const when = async (headers: Record<string, string>, key = 'when'): Promise<number> =>
      (await patch(key, MERGE, '{"a":1}', headers)).status;
    expect(await when({ 'if-none-match': '*' })).toBe(412);
    expect(await when({ 'if-match': '"0"' })).toBe(412);
    expect(await when({ 'if-match': '*' }, 'nothing')).toBe(412);
    expect(await when({ 'if-match': `"${revision}"` })).toBe(200);
    expect(await when({ 'if-match': `"${revision}"` })).toBe(412);
    expect(await when({ 'if-match': '*' })).toBe(200);
    expect(await when({ 'if-none-match': '*' }, 'new')).toBe(200);
  });

  it('loses nothing of many that come at the same time', async () => {
    const numbers = Array.from({ length: 32 }, (_, number) => number);
    const answers = await Promise.all(numbers.map((number) => patch('many', MERGE, `{"p${number}":${number}}`)));
    expect(answers.map(({ status }) => status)).toEqual(numbers.map(() => 200));
    expect(answers.filter(({ text }) => (JSON.parse(text) as PatchResult).created)).toHaveLength(1);
    expect(Object.values(JSON.parse(await textOf('many')) as object).sort((a, b) => a - b)).toEqual(numbers);
  });
});
