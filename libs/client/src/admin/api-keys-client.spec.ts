import { json, problem, TestServer } from '../../test/test-server.js';
import { ApiKeysClient } from './api-keys-client.js';

const key = {
  id: 'h3n8p2k6w9xa',
  name: 'reports',
  scopes: ['read'],
  prefixes: [],
  created: '2026-11-30T00:00:00.000Z',
};

describe('ApiKeysClient', () => {
  it('makes, lists and revokes API keys', async () => {
    await using server = await TestServer.start(json({ ...key, key: 'bmt_1' }), json({ keys: [key] }), json(key));
    const keys = new ApiKeysClient({ url: server.url, key: 'bmt_root' });
    expect(await keys.make({ name: 'reports', scopes: ['read'] })).toEqual({ ...key, key: 'bmt_1' });
    expect([await keys.list(), await keys.revoke(key.id)]).toEqual([[key], key]);
    expect(server.came.map(({ method, url, body }) => [method, url, body])).toEqual([
      ['POST', '/api/keys', '{"name":"reports","scopes":["read"]}'],
      ['GET', '/api/keys', ''],
      ['DELETE', '/api/keys/h3n8p2k6w9xa', ''],
    ]);
    expect(server.came.map(({ headers }) => headers.authorization)).toEqual(Array(3).fill('Bearer bmt_root'));
  });

  it('asks for no second key when the answer that had the first is lost', async () => {
    await using server = await TestServer.start((response) => response.destroy());
    const keys = new ApiKeysClient({ url: server.url });
    await expect(keys.make({ scopes: ['admin'] })).rejects.toMatchObject({ code: 'UNREACHABLE' });
    expect(server.came).toHaveLength(1);
  });

  it('says why a key is not made', async () => {
    await using server = await TestServer.start(problem(409, 'API_KEY_ADMIN_NEEDED'));
    const keys = new ApiKeysClient({ url: server.url });
    await expect(keys.make({ scopes: ['read'] })).rejects.toMatchObject({ code: 'API_KEY_ADMIN_NEEDED', status: 409 });
  });
});
