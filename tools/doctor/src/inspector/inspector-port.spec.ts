import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

import { BrokenSetUp } from '../testing/broken-set-up.ts';

describe('the inspector port', () => {
  it('is fine when it is free, and named with its holder when it is taken', async () => {
    using broken = new BrokenSetUp();
    const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    broken.setUp.inspectorPort = port;
    const { verdict, says, mend } = await broken.diagnosis('inspector port');
    expect(verdict).toBe('broken');
    expect(says).toContain(`127.0.0.1:${port} is taken`);
    if (process.platform === 'linux') expect(mend).toContain(`kill ${process.pid};`);

    server.close();
    await once(server, 'close');
    expect(await broken.diagnosis('inspector port')).toMatchObject({ verdict: 'fine' });
  });
});
