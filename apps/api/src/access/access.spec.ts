import { type Scope } from '@bimetal/contract';
import { type FastifyRequest } from 'fastify';
import { type KeptApiKey } from '../api-keys/api-key-note.js';
import { ApiKeys } from '../api-keys/api-keys.js';
import { Access } from './access.js';

interface Given {
  method?: string;
  /** The route that the router has chosen; undefined where there is none. */
  route?: string | undefined;
  url?: string;
  key?: string;
  headers?: Record<string, string | undefined>;
  token?: string;
  from?: string;
}

function requestOf({
  method = 'GET',
  route,
  url = route ?? '/api/nothing',
  key,
  headers = {},
  token,
  from = '192.0.2.1',
}: Given): FastifyRequest {
  const all = {
    host: '127.0.0.1:5000',
    ...headers,
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };
  const raw = { url, headers: all, socket: { remoteAddress: from } };
  const params = key === undefined ? {} : { '*': key };
  return { method, raw, params, is404: route === undefined, routeOptions: { url: route } } as unknown as FastifyRequest;
}

const emptyKeys = (): ApiKeys => {
  const kept = new Map<string, KeptApiKey>();
  const [put, remove] = [
    (one: KeptApiKey) => void kept.set(one.key.id, one),
    (one: { id: string }) => void kept.delete(one.id),
  ];
  return new ApiKeys({
    read: () => [...kept.values()],
    put: (one) => Promise.resolve(put(one)),
    remove: (one) => Promise.resolve(remove(one)),
  });
};

let access: Access;
const tokens: Record<'admin' | 'reader' | 'writer' | 'users', string> = {
  admin: '',
  reader: '',
  writer: '',
  users: '',
};

beforeAll(async () => {
  access = new Access(emptyKeys(), { trustProxy: false });
  const make = async (scopes: Scope[], prefixes: string[] = []): Promise<string> =>
    (await access.keys.create({ name: '', scopes, prefixes })).key;
  tokens.admin = await make(['admin']);
  tokens.reader = await make(['read']);
  tokens.writer = await make(['write']);
  tokens.users = await make(['read', 'write'], ['users/']);
});

/** The code that a request is refused with; undefined when it may be made. */
function refusal(given: Given, by = access): string | undefined {
  try {
    by.check(requestOf(given));
    return undefined;
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === undefined) throw error;
    return code;
  }
}

const one = (method: string, key: string): Given => ({ method, route: '/api/data/*', key });
const list = (query: string): Given => ({ route: '/api/data', url: `/api/data${query}` });

describe('a server without API keys', () => {
  it('asks nobody who it is', () => {
    const open = new Access(emptyKeys(), { trustProxy: false });
    for (const given of [one('PUT', 'a'), { method: 'POST', route: '/api/keys' }, { token: 'nonsense', ...list('') }]) {
      expect(refusal(given, open)).toBeUndefined();
    }
  });
});

describe('who has no API key', () => {
  it.each<[string, Given]>([
    ['the health of the process', { route: '/api/health/live' }],
    ['whether it is ready', { route: '/api/health/ready' }],
    ['the page', { route: '/*', url: '/' }],
    ['what is no file of the page', { url: '/nothing' }],
    ['the methods of a path', { method: 'OPTIONS', route: '/*', url: '/api/data' }],
    ['the end of a session', { method: 'DELETE', route: '/api/session' }],
  ])('may ask for %s', (_what, given) => {
    expect(refusal(given)).toBeUndefined();
  });

  it.each<[string, Given]>([
    ['a document', one('GET', 'a')],
    ['a write', one('PUT', 'a')],
    ['a list', list('')],
    ['the routes', { route: '/api' }],
    ['what is no route', { url: '/api/nothing' }],
    ['what is no route, in another spelling', { url: '/%61pi/nothing' }],
    ['a document in another spelling', { ...one('GET', 'a'), url: '/%61pi/data/a' }],
    ['the status', { route: '/api/status' }],
    ['the metrics', { route: '/metrics' }],
    ['a backup', { method: 'POST', route: '/api/backups' }],
    ['the keys', { route: '/api/keys' }],
    ['a session', { method: 'POST', route: '/api/session' }],
  ])('may not ask for %s', (_what, given) => {
    expect(refusal(given)).toBe('API_KEY_REQUIRED');
  });
});

describe('who has an API key', () => {
  it.each<[keyof typeof tokens, Given, string | undefined]>([
    ['reader', one('GET', 'a'), undefined],
    ['reader', one('HEAD', 'a'), undefined],
    ['reader', list('?prefix=a'), undefined],
    ['reader', one('PUT', 'a'), 'API_KEY_SCOPE'],
    ['reader', { route: '/api/keys' }, 'API_KEY_SCOPE'],
    ['reader', { route: '/api/status' }, undefined],
    ['writer', one('PUT', 'a'), undefined],
    ['writer', one('DELETE', 'a'), undefined],
    ['writer', one('GET', 'a'), 'API_KEY_SCOPE'],
    ['writer', list(''), 'API_KEY_SCOPE'],
    ['admin', one('DELETE', 'a'), undefined],
    ['admin', { method: 'POST', route: '/api/backups' }, undefined],
    ['admin', { method: 'DELETE', route: '/api/keys/:id' }, undefined],
    ['users', one('GET', 'users/alice'), undefined],
    ['users', one('PUT', 'users/alice'), undefined],
    ['users', one('GET', 'orders/1'), 'API_KEY_PREFIX'],
    ['users', one('DELETE', 'user'), 'API_KEY_PREFIX'],
    ['users', one('PUT', ''), 'API_KEY_PREFIX'],
    ['users', list('?prefix=users/'), undefined],
    ['users', list('?prefix=users%2Fa&after=a'), undefined],
    ['users', list('?%70refix=users%2Fa'), undefined],
    ['users', list(''), 'API_KEY_PREFIX'],
    ['users', list('?prefix='), 'API_KEY_PREFIX'],
    ['users', list('?prefix=users'), 'API_KEY_PREFIX'],
    ['users', list('?after=users/'), 'API_KEY_PREFIX'],
    ['users', list('?prefix=users/&prefix=orders/'), 'API_KEY_PREFIX'],
    ['users', list('?prefix=users/&%70refix=orders/'), 'API_KEY_PREFIX'],
    ['users', { route: '/api/status' }, 'API_KEY_PREFIX'],
    ['users', { route: '/metrics' }, 'API_KEY_PREFIX'],
    ['users', { route: '/api' }, undefined],
    ['users', { method: 'POST', route: '/api/session' }, undefined],
    ['admin', { method: 'POST', route: '/api/nobody-knows' }, undefined],
    ['users', { method: 'POST', route: '/api/nobody-knows' }, 'API_KEY_SCOPE'],
  ])('%s: %j is answered %s', (who, given, code) => {
    expect(refusal({ ...given, token: tokens[who] })).toBe(code);
  });

  it('may read before the router what it may read, and nothing else', () => {
    const raw = (token?: string) => requestOf({ ...(token === undefined ? {} : { token }) }).raw;
    expect([
      access.mayAtOnce('read', raw(), 'users/alice'),
      access.mayAtOnce('read', raw(`${tokens.admin}0`), 'a'),
    ]).toEqual([false, false]);
    for (const token of Object.values(tokens)) refusal({ ...one('GET', 'users/alice'), token });
    const readers = Object.entries(tokens).filter(([, token]) => access.mayAtOnce('read', raw(token), 'users/alice'));
    expect(readers.map(([who]) => who)).toEqual(['admin', 'reader', 'users']);
    expect(access.mayAtOnce('read', raw(tokens.users), 'orders/1')).toBe(false);
  });

  it('is counted by it once it was found right', () => {
    const { raw } = requestOf({ ...one('GET', 'a'), token: tokens.reader });
    expect(access.identityOf(raw)).toMatch(/^API key [2-9a-z]{12}$/);
    expect(access.identityOf(requestOf({ token: 'nonsense' }).raw)).toBeUndefined();
  });
});

describe('who sends wrong API keys', () => {
  it('is not looked at after ten of them, and shuts nobody out who is at work', () => {
    const from = '2001:db8::1';
    const known = { ...one('GET', 'a'), token: tokens.reader, from };
    expect(refusal(known)).toBeUndefined();
    const codes = Array.from({ length: 11 }, () => refusal({ ...one('GET', 'a'), token: 'wrong', from }));
    expect(codes).toEqual([...Array<string>(10).fill('API_KEY_UNKNOWN'), 'AUTHENTICATION_LIMITED']);
    expect([refusal(known), refusal({ ...one('GET', 'a'), from })]).toEqual([undefined, 'API_KEY_REQUIRED']);
  });
});

describe('the session of a browser', () => {
  const begin = (token: string) => {
    const request = requestOf({ method: 'POST', route: '/api/session', token });
    access.check(request);
    if (request.grant === undefined) throw new Error('nothing was granted');
    return access.sessions.begin(request.grant, request.raw, false);
  };
  const cookieOf = (setCookie: string): string => setCookie.slice(0, setCookie.indexOf(';'));

  it('may do what its key may, in a cookie that no script reads and no other site sends', () => {
    const { cookie } = begin(tokens.users);
    expect(cookie).toMatch(/^bimetal-session-5000=[\w-]{43}; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Strict$/);
    const headers = { cookie: `other=1; ${cookieOf(cookie)}` };
    expect(refusal({ ...one('GET', 'users/alice'), headers })).toBeUndefined();
    expect(refusal({ ...one('GET', 'orders/1'), headers })).toBe('API_KEY_PREFIX');
    expect(refusal({ ...one('GET', 'users/alice'), headers: { cookie: 'bimetal-session-5000=x' } })).toBe(
      'API_KEY_REQUIRED',
    );
  });

  it.each<[string, Record<string, string>]>([
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['another server of this machine', { 'sec-fetch-site': 'same-site', origin: 'http://127.0.0.1:3000' }],
    ['an old browser elsewhere', { origin: 'http://127.0.0.1:3000' }],
  ])('is nothing to a page of %s', (_where, from) => {
    const headers = { cookie: cookieOf(begin(tokens.admin).cookie), ...from };
    expect(refusal({ ...one('GET', 'a'), headers })).toBe('API_KEY_REQUIRED');
  });

  it('ends when it is ended, and with its key', async () => {
    const { key, id } = await access.keys.create({ name: '', scopes: ['read'], prefixes: [] });
    const [first, second] = [cookieOf(begin(key).cookie), cookieOf(begin(key).cookie)];
    const codeOf = (cookie: string) => refusal({ ...one('GET', 'a'), headers: { cookie } });
    expect([codeOf(first), codeOf(second)]).toEqual([undefined, undefined]);
    expect(access.sessions.end(requestOf({ headers: { cookie: first } }).raw, false)).toContain('Max-Age=0');
    expect([codeOf(first), codeOf(second)]).toEqual(['API_KEY_REQUIRED', undefined]);
    await access.keys.revoke(id, false);
    expect(codeOf(second)).toBe('API_KEY_REQUIRED');
  });

  it('is ended by nobody else who begins many', async () => {
    const codeOf = (cookie: string) => refusal({ ...one('GET', 'a'), headers: { cookie } });
    const [admin, oldest] = [cookieOf(begin(tokens.admin).cookie), cookieOf(begin(tokens.reader).cookie)];
    for (let more = 0; more < 100; more++) begin(tokens.reader);
    expect([codeOf(admin), codeOf(oldest)]).toEqual([undefined, 'API_KEY_REQUIRED']);
  });
});
