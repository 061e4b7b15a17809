import { operations } from '@bimetal/contract/openapi';
import { json, TestServer } from '../test/test-server.js';
import { Client } from './index.js';

/** What the client leaves to others, and why. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  'POST /api/data/*': 'PUT does the same',
  'DELETE /api/data': 'a batch removes what a list has found',
  'GET /api': 'for people who look around',
  'GET /api/docs': 'for people',
  'GET /api/openapi.json': 'for programs that make clients',
  'GET /api/status': 'for people who look after the server',
  'GET /api/status/history': 'for people who look after the server',
  'POST /api/check': 'for people who look after the server',
  'GET /api/health': 'for people who look around',
  'GET /api/health/live': 'for those who watch over the server',
  'GET /api/health/ready': 'for those who watch over the server',
  'POST /api/backups': 'for the machine of the server',
  'GET /api/keys': 'for the command line',
  'POST /api/keys': 'for the command line',
  'DELETE /api/keys/:id': 'for the command line',
};

/** What the client asks for that is described elsewhere, or nowhere. */
async function asked(): Promise<string[]> {
  const page = { revision: '1', items: [], next: null, results: [], created: false };
  await using server = await TestServer.start(json(page, { etag: '"1"' }));
  const client = new Client(server);
  await client.get('a/b');
  await client.put('a/b', 1);
  await client.remove('a/b');
  await client.patch('a/b', {});
  await client.page();
  await client.create('a', 1);
  await client.batch([{ put: 'a', value: 1 }]);
  await client.import([{ key: 'a', value: 1 }]);
  await client.session();
  await client.beginSession('key');
  await client.endSession();
  // Refused, since this is no feed; asked for all the same.
  await client
    .changes()
    .next()
    .catch(() => undefined);
  return server.came.map(({ method, url }) => `${method} ${url.split('?')[0]?.replace('/a/b', '/*')}`);
}

describe('the client', () => {
  it('asks for every operation of the OpenAPI document but those that it leaves out', async () => {
    expect([...(await asked()), ...Object.keys(LEFT_OUT)].sort()).toEqual(Object.keys(operations).sort());
  });
});
