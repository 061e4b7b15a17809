import { existsSync, renameSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { ask } from './http-client.ts';
import { startServer } from './server-process.ts';
import { serverProgram } from './server-program.ts';
import { TemporaryFolder } from './temporary-folder.ts';

/** Windows has neither these sockets nor systemd. */
const onUnix = process.platform === 'win32' ? describe.skip : describe;

/** The status of a request through a socket in the file system. */
function statusThrough(socketPath: string, path: string, method = 'GET'): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath, path, method, headers: { host: 'localhost' }, agent: false }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode));
    });
    sent.on('error', reject).end();
  });
}

onUnix('A server at a Unix socket', () => {
  it('answers there, lets in whom the mode says, and leaves no socket', async () => {
    using folder = new TemporaryFolder();
    using sockets = new TemporaryFolder();
    const path = join(sockets.path, 's');
    const args = ['--urls', `unix:${path}`, '--socket-mode', '660', '--backup-path', sockets.path];
    await using server = await startServer({ args: ['--datapath', folder.path, ...args] });
    await server.logged(`Listening on unix:${path}`);
    expect(statSync(path).mode & 0o777).toBe(0o660);
    expect(await statusThrough(path, '/api/health/ready')).toBe(200);
    // Who comes by a socket is on this machine.
    expect(await statusThrough(path, '/api/backups', 'POST')).toBe(201);
    await server.stop();
    expect(existsSync(path)).toBe(false);
  });

  it.each(['a port', 'a path'])('listens on %s that systemd has opened for it', async (what) => {
    using folder = new TemporaryFolder();
    using sockets = new TemporaryFolder();
    const path = join(sockets.path, 'handed over');
    const opened = createServer();
    await new Promise<void>((resolve) =>
      what === 'a path' ? opened.listen(path, resolve) : opened.listen(0, '127.0.0.1', resolve),
    );
    const { fd } = (opened as unknown as { readonly _handle: { readonly fd: number } })._handle;
    await using server = await startServer({
      // Only the process itself knows its id before it starts.
      program: ['/bin/sh', '-c', 'LISTEN_PID=$$ exec "$@"', 'sh', ...serverProgram()],
      args: ['--datapath', folder.path, '--urls', 'systemd:'],
      env: { LISTEN_FDS: '1' },
      handed: [fd],
    });
    // From here on it is the server's alone. Node takes away the path of what it closes: under another one it stays.
    const moved = `${path} elsewhere`;
    if (what === 'a path') renameSync(path, moved);
    const { port } = (opened.address() ?? {}) as Partial<AddressInfo>;
    opened.close();
    if (what === 'a path') {
      await server.logged(`Listening on ${process.platform === 'linux' ? `unix:${path}` : 'systemd:'}`);
      expect(await statusThrough(moved, '/api/health/ready')).toBe(200);
    } else {
      expect(server.url).toBe(`http://127.0.0.1:${port}`);
      expect((await ask(server.url, '/api/health/ready')).status).toBe(200);
    }
  });
});
