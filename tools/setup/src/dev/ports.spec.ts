import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

import { apiUrls, portsOf, takenPorts } from './ports.ts';

describe('ports', () => {
  it.each([
    [['--urls', 'http://127.0.0.1:1'], {}, ['http://127.0.0.1:1']],
    [['--urls=http://127.0.0.1:1;http://[::1]:2'], {}, ['http://127.0.0.1:1', 'http://[::1]:2']],
    [[], { BIMETAL_URLS: 'http://127.0.0.1:3' }, ['http://127.0.0.1:3']],
    [['--urls', 'http://127.0.0.1:1'], { BIMETAL_URLS: 'http://127.0.0.1:3' }, ['http://127.0.0.1:1']],
    [['--datapath', 'x'], {}, ['http://127.0.0.1:5000']],
  ])('reads the URLs of the API from %j and %j', (args, env, expected) => {
    expect(apiUrls(args, env)).toEqual(expected);
  });

  it('knows the ports of URLs, and leaves out what is free to choose or no URL', () => {
    expect(portsOf(['http://127.0.0.1:5000', 'http://[::1]', 'http://127.0.0.1:0', 'nonsense'])).toEqual([
      { part: 'the API', host: '127.0.0.1', port: 5000 },
      { part: 'the API', host: '::1', port: 80 },
    ]);
  });

  it('names a port that is taken, and passes one that is free', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const wanted = [{ part: 'the page', host: '127.0.0.1', port }];
    expect(await takenPorts(wanted)).toEqual([
      `the page wants 127.0.0.1:${port}, but another program listens there already.`,
    ]);
    server.close();
    await once(server, 'close');
    expect(await takenPorts(wanted)).toEqual([]);
  });
});
