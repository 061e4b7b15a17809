import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { listeningOf } from './listening.ts';

it.each([
  ['127.0.0.1', '127.0.0.1'],
  ['127.0.0.2', '127.0.0.2'],
  ['0.0.0.0', '127.0.0.1'],
  ['::1', '[0:0:0:0:0:0:0:1]'],
  ['::', '[::1]'],
])('finds what this process listens at on %s, as %s', async (host, url) => {
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  try {
    const { port } = server.address() as AddressInfo;
    expect(listeningOf(process.pid).filter((each) => each.port === port)).toMatchObject([{ host: url, port }]);
  } finally {
    server.close();
  }
});
