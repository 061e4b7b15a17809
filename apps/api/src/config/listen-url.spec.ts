import { isLoopbackHost, parseListenUrl, refuseOpenUrls } from './listen-url.js';

describe('parseListenUrl', () => {
  it.each([
    [
      'http://127.0.0.1:5000',
      { kind: 'tcp', secure: false, host: '127.0.0.1', addresses: ['127.0.0.1'], port: 5000, loopback: true },
    ],
    [
      'http://127.0.0.1:0',
      { kind: 'tcp', secure: false, host: '127.0.0.1', addresses: ['127.0.0.1'], port: 0, loopback: true },
    ],
    [
      'http://[::1]:5000/',
      { kind: 'tcp', secure: false, host: '[::1]', addresses: ['::1'], port: 5000, loopback: true },
    ],
    [
      'http://localhost',
      { kind: 'tcp', secure: false, host: 'localhost', addresses: ['127.0.0.1', '::1'], port: 80, loopback: true },
    ],
    [
      'http://0.0.0.0:5000',
      { kind: 'tcp', secure: false, host: '0.0.0.0', addresses: ['0.0.0.0'], port: 5000, loopback: false },
    ],
    [
      'http://*:5000',
      { kind: 'tcp', secure: false, host: '0.0.0.0', addresses: ['0.0.0.0'], port: 5000, loopback: false },
    ],
    ['https://[::1]', { kind: 'tcp', secure: true, host: '[::1]', addresses: ['::1'], port: 443, loopback: true }],
    ['unix:/run/b.sock', { kind: 'unix', secure: false, path: '/run/b.sock', loopback: true }],
    ['systemd:', { kind: 'systemd', secure: false, loopback: true }],
    ['http://[::]:5000', { kind: 'tcp', secure: false, host: '[::]', addresses: ['::'], port: 5000, loopback: false }],
  ])('takes %s apart', (text, expected) => {
    expect(parseListenUrl(text)).toEqual(expected);
  });

  it.each([
    '127.0.0.1:5000',
    'nonsense',
    'unix:b.sock',
    'unix:',
    'systemd:x',
    'ftp://127.0.0.1:5000',
    'https://127.0.0.1:5000/path',
    'http://127.0.0.1:5000/path',
    'http://user@127.0.0.1:5000',
    'http://127.0.0.1:99999',
  ])('refuses %s', (text) => {
    expect(() => parseListenUrl(text)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
  });
});

describe('isLoopbackHost', () => {
  it.each(['127.0.0.1', '127.8.9.10', 'localhost', 'app.localhost', '[::1]'])('trusts %s', (host) => {
    expect(isLoopbackHost(host)).toBe(true);
  });

  it.each([
    '0.0.0.0',
    '[::]',
    '10.0.0.1',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    'notlocalhost',
    '127.0.0.999',
  ])('does not trust %s', (host) => {
    expect(isLoopbackHost(host)).toBe(false);
  });
});

describe('refuseOpenUrls', () => {
  const urls = ['http://127.0.0.1:1', 'http://0.0.0.0:2'].map(parseListenUrl);

  it('refuses a URL beyond loopback and names the way out', () => {
    expect(() => refuseOpenUrls(urls, false)).toThrow(/0\.0\.0\.0:2.*keys create.*--insecure/);
  });

  it('lets a server listen anywhere that needs a key, or that is to be open', () => {
    expect(() => refuseOpenUrls(urls, true)).not.toThrow();
  });
});
