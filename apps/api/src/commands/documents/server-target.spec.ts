import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { listPathOf, nextPathOf } from './server-list.js';
import { ServerTarget } from './server-target.js';

describe('the list of a server', () => {
  it('escapes what is asked for, and leaves the commas between pointers', () => {
    expect(listPathOf({})).toBe('/api/data');
    expect(listPathOf({ prefix: 'a b&', fields: ['/a,b', '/c'], reverse: true })).toBe(
      '/api/data?prefix=a%20b%26&fields=%2Fa%2Cb,%2Fc&reverse=true',
    );
  });

  it('goes on where the server says, and nowhere else', () => {
    expect(nextPathOf('</api/data?cursor=x>; rel="next"')).toBe('/api/data?cursor=x');
    expect(nextPathOf(undefined)).toBeUndefined();
    expect(nextPathOf('<https://other.example/api/data?cursor=x>; rel="next"')).toBeUndefined();
  });

  it('has all pages of a search, which are of one revision', async () => {
    const asked: string[] = [];
    const server: Server = createServer((request, response) => {
      asked.push(request.url ?? '');
      if (asked.length === 1) response.setHeader('link', '</api/data?cursor=x>; rel="next"');
      response.end(`[{"key":"${asked.length}","value":1}]`);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    {
      await using target = new ServerTarget({ kind: 'server', url, key: undefined }, new AbortController().signal);
      expect(await text(target.list({ where: '/a exists' }, {}))).toBe(
        '[{"key":"1","value":1}][{"key":"2","value":1}]',
      );
    }
    server.close();
    expect(asked).toEqual(['/api/data?where=%2Fa%20exists&revision=latest', '/api/data?cursor=x']);
  });
});
