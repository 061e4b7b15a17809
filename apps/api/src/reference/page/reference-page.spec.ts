import { createHash } from 'node:crypto';
import { openApiDocument, operations } from '@bimetal/contract/openapi';
import { escaped } from './escaped.js';
import { bodyExample, exampleIds } from './examples.js';
import { referencePage } from './reference-page.js';

const document = openApiDocument('1.2.3');
const { html, headers } = referencePage(document);

const between = (tag: string): string => html.split(`<${tag}>`)[1]?.split(`</${tag}>`)[0] ?? '';
const hashOf = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`;

describe('referencePage', () => {
  it('has a form for each operation, with a field for each parameter', () => {
    expect([...html.matchAll(/<form /g)].length).toBe(Object.keys(operations).length);
    for (const { summary } of Object.values(operations)) expect(html).toContain(`aria-label="${escaped(summary)}"`);
    expect(html).toContain('id="get-api-data-where"');
  });

  it('has an example in every body', () => {
    const all = Object.values(document.paths).flatMap(({ put, post, patch }) => [put, post, patch]);
    for (const { operationId = '', requestBody } of all.filter((operation) => operation !== undefined)) {
      for (const type of Object.keys(requestBody?.content ?? {})) {
        expect([operationId, bodyExample(operationId, type)]).toEqual([operationId, expect.stringMatching(/./)]);
      }
    }
    const ids = Object.values(operations).map(({ id }) => id);
    expect(exampleIds.filter((id) => !ids.includes(id))).toEqual([]);
  });

  it('allows its own script and style, and no other', () => {
    const policy = headers['content-security-policy'] ?? '';
    expect(policy).toContain(`script-src '${hashOf(between('script'))}'`);
    expect(policy).toContain(`style-src '${hashOf(between('style'))}'`);
    expect(html).not.toMatch(/ (?:src|style|onclick)=/);
  });

  it('names each element once, and links to what is there', () => {
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
    for (const [, id] of html.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(id);
  });

  it('has a script that is JavaScript', () => {
    expect(() => new Function(between('script'))).not.toThrow();
  });

  it('escapes what stands in the document', () => {
    const { html: other } = referencePage({ ...document, info: { title: '<b>&"', version: '1' } });
    expect(other).toContain('<title>&lt;b&gt;&amp;&quot; API</title>');
  });
});
