import { type Answering, json, lose, problem, TestServer } from '../../test/test-server.js';
import { type ExportForm } from './exported.js';
import { TransferClient } from './transfer-client.js';

const text = (body: string, link?: string): Answering => {
  const headers = link === undefined ? {} : { link: `<${link}>; rel="next"` };
  return (response) => void response.writeHead(200, headers).end(body);
};

async function allOf(pieces: AsyncIterable<Uint8Array>): Promise<string> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all).toString();
}

describe('TransferClient', () => {
  it('sends the bytes of a text as they are, and again under one name when the answer is lost', async () => {
    await using server = await TestServer.start(lose, json({ documents: 1, revision: '7' }));
    const client = new TransferClient({ url: server.url });
    const bytes = new TextEncoder().encode('{"key":"a","value":1.0}\n');
    const taken = await client.take(bytes, { form: 'lines', mode: 'create', onceKey: 'part-1' });
    expect(taken).toEqual({ documents: 1, revision: 7n });
    expect(server.came.map(({ url, body, headers }) => [url, body, headers['idempotency-key']])).toEqual(
      Array(2).fill(['/api/import?mode=create', '{"key":"a","value":1.0}\n', 'part-1']),
    );
  });

  it('says which entry was refused, and what is committed', async () => {
    const more = { entry: 3, imported: { documents: 1, last: 1, revision: '7' } };
    await using server = await TestServer.start(problem(400, 'VALUE_NOT_JSON', {}, more));
    const client = new TransferClient({ url: server.url });
    const taking = client.take('[]', { form: 'array', mode: 'replace', onceKey: 'part-1' });
    await expect(taking).rejects.toMatchObject({ code: 'VALUE_NOT_JSON', problem: more });
  });

  it.each<[ExportForm, string[], string]>([
    ['lines', ['{"key":"a"}\n', '', '{"key":"b"}\n{"key":"c"}\n'], '{"key":"a"}\n{"key":"b"}\n{"key":"c"}\n'],
    ['array', ['[{"key":"a"}]', '[]', '[{"key":"b"},{"key":"c"}]'], '[{"key":"a"},{"key":"b"},{"key":"c"}]'],
    ['array', ['[]', '[{"key":"b"}]', '[]'], '[{"key":"b"}]'],
    ['array', ['[]', '[]', '[]'], '[]'],
  ])('joins the parts of a search, as %s', async (form, [first = '', second = '', third = ''], whole) => {
    await using server = await TestServer.start(
      text(first, '/api/data?cursor=1'),
      text(second, '/api/data?cursor=2'),
      text(third),
    );
    const client = new TransferClient({ url: server.url });
    expect(await allOf(client.export({ form, prefix: 'a b', where: '/a ge 1' }))).toBe(whole);
    expect(server.came.map(({ url }) => url)).toEqual([
      '/api/data?prefix=a%20b&where=%2Fa%20ge%201',
      '/api/data?cursor=1',
      '/api/data?cursor=2',
    ]);
    expect(server.came.map(({ headers }) => headers.accept)).toEqual(
      Array(3).fill(form === 'lines' ? 'application/x-ndjson' : '*/*'),
    );
  });

  it('fails where the text breaks off', async () => {
    await using server = await TestServer.start((response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"key":"a"}\n', () => response.destroy());
    });
    const client = new TransferClient({ url: server.url });
    await expect(allOf(client.export({ form: 'lines' }))).rejects.toMatchObject({ code: 'UNREACHABLE' });
  });
});
