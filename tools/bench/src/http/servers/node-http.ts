/**
 * Node's HTTP over our store and nothing else, which is the limit of whatever is built on it: no host or header is looked at,
 * no size bounded, no error told. `node node-http.ts FOLDER TAGGED`, where TAGGED is `tagged` or `untagged`.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';

import { openBackend } from './backend.ts';

const DOCUMENT = '/api/data/';
const TYPE = 'application/json; charset=utf-8';

const [folder = '', tagged] = process.argv.slice(2);
const backend = await openBackend('bimetal', folder);
const isTagged = tagged === 'tagged';

const server = createServer((request, response) => {
  const { url = '', method } = request;
  if (!url.startsWith(DOCUMENT)) list(response);
  else if (method === 'GET') read(decodeURIComponent(url.slice(DOCUMENT.length)), response);
  else void write(decodeURIComponent(url.slice(DOCUMENT.length)), request, response);
});
server.listen(0, '127.0.0.1', () => console.log(`Ready http://127.0.0.1:${(server.address() as AddressInfo).port}`));

function read(key: string, response: ServerResponse): void {
  const found: { value: string; tag?: string } | undefined = isTagged
    ? backend.getTagged(key)
    : untagged(backend.get(key));
  if (found === undefined) {
    response.writeHead(404).end();
    return;
  }
  const { value, tag } = found;
  const length = Buffer.byteLength(value);
  const headers =
    tag === undefined
      ? { 'Content-Type': TYPE, 'Content-Length': length }
      : { 'Content-Type': TYPE, 'Content-Length': length, ETag: tag };
  response.writeHead(200, headers).end(value);
}

function untagged(value: string | undefined): { value: string } | undefined {
  return value === undefined ? undefined : { value };
}

async function write(key: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const revision = await backend.put(key, Buffer.concat(parts).toString());
  const text = `{"revision":"${String(revision)}"}`;
  response.writeHead(200, { 'Content-Type': TYPE, 'Content-Length': text.length }).end(text);
}

function list(response: ServerResponse): void {
  response.writeHead(200, { 'Content-Type': TYPE });
  void backend.list.scan((part) => response.write(Buffer.from(part)));
  response.end();
}
