import { readInvocation } from './read-config.js';
import { settingsFileAt } from './settings-file.js';

function read(argv: string[], env: Record<string, string> = {}) {
  const program = { version: '1.2.3', shippedSettings: settingsFileAt('/nowhere/appsettings.json') };
  const invocation = readInvocation({ argv: ['keys', ...argv], env, cwd: '/nowhere', program });
  if (invocation.kind !== 'keys') throw new Error(`${invocation.kind} was asked for`);
  return invocation.command;
}

describe('bimetal keys', () => {
  it('takes the folder that the server would take', () => {
    const place = { kind: 'folder', config: { datapath: '/nowhere/dbdata', engine: undefined } };
    expect(read(['list'])).toMatchObject({ name: 'keys', action: 'list', json: false, place });
    expect(read(['list', '--datapath', '/data'], { BIMETAL_URL: 'http://store.example' }).place).toMatchObject({
      config: { datapath: '/data' },
    });
  });

  it('asks a server by its URL, with the key of the environment', () => {
    const env = { BIMETAL_URL: 'http://store.example', BIMETAL_KEY: 'bmt_a' };
    expect(read(['revoke', 'q7w2e9r4t5z6'], env)).toMatchObject({
      id: 'q7w2e9r4t5z6',
      place: { kind: 'server', url: 'http://store.example', key: 'bmt_a' },
    });
    expect(read(['list', '--url', 'http://a:1', '--key', 'bmt_b'], env).place).toMatchObject({
      url: 'http://a:1',
      key: 'bmt_b',
    });
  });

  it('makes what is asked for', () => {
    const words = ['create', '--name', 'ci', '--scopes', 'read, write', '--prefix', 'a,b/', '--prefix', 'c/'];
    expect(read([...words, '--expires', '2030-01-31'])).toMatchObject({
      asked: { name: 'ci', scopes: ['read', 'write'], prefixes: ['a,b/', 'c/'], expires: '2030-01-31T00:00:00.000Z' },
    });
    const { asked } = read(['create', '--scopes', 'admin', '--expires', '90d']) as { asked: { expires: string } };
    expect(Date.parse(asked.expires) - Date.now()).toBeGreaterThan(89.9 * 86_400_000);
  });

  it.each<[string, string[], RegExp]>([
    ['nothing to do', [], /missing required argument 'ACTION'/],
    ['what cannot be done', ['make'], /'make' is invalid/],
    ['a key for nothing', ['create'], /--scopes/],
    ['a scope that does not exist', ['create', '--scopes', 'root'], /no scope 'root'/],
    ['a time that is none', ['create', '--scopes', 'read', '--expires', 'soon'], /--expires: 'soon'/],
    ['nobody to revoke', ['revoke'], /name the id/],
    ['a word too many', ['list', 'x'], /takes no 'x'/],
    ['two places', ['list', '--url', 'http://a', '--datapath', 'b'], /exclude each other/],
    ['a URL that is none', ['list', '--url', 'store.example'], /write the URL of a server/],
  ])('refuses %s', (_what, argv, message) => {
    expect(() => read(argv)).toThrow(expect.objectContaining({ exitCode: 2, message: expect.stringMatching(message) }));
  });
});
