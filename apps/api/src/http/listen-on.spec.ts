import { existsSync, mkdtempSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listenAtPath } from './listen-on.js';

/** Windows has no such sockets. */
const onUnix = process.platform === 'win32' ? describe.skip : describe;

onUnix('listenAtPath', () => {
  let folder: string;
  let path: string;
  const servers: Server[] = [];

  const listen = async (at: string, mode = 0o600): Promise<Server> => {
    const server = createServer();
    servers.push(server);
    await listenAtPath(server, at, mode);
    return server;
  };
  const close = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()));

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bimetal-socket-'));
    path = join(folder, 's');
  });

  afterEach(async () => {
    await Promise.all(servers.splice(0).map(close));
    rmSync(folder, { recursive: true });
  });

  it.each([0o600, 0o660, 0o666])('gives the socket its mode (%i) and takes it away at the end', async (mode) => {
    const umask = process.umask();
    const server = await listen(path, mode);
    expect([statSync(path).mode & 0o777, process.umask()]).toEqual([mode, umask]);
    await close(server);
    expect(existsSync(path)).toBe(false);
  });

  it('replaces a socket that a process has left behind', async () => {
    const gone = await listen(join(folder, 'gone'));
    renameSync(join(folder, 'gone'), path);
    await close(gone);
    expect(existsSync(path)).toBe(true);
    await expect(listen(path)).resolves.toMatchObject({ listening: true });
  });

  it('leaves alone what somebody listens on, and what is no socket', async () => {
    await listen(path);
    await expect(listen(path)).rejects.toMatchObject({ code: 'EADDRINUSE' });
    const file = join(folder, 'file');
    writeFileSync(file, 'precious');
    await expect(listen(file)).rejects.toMatchObject({ code: 'EADDRINUSE' });
    expect(statSync(file).size).toBe(8);
  });
});
