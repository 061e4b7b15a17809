import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { ask } from './http-client.ts';
import { runServer, startServer } from './server-process.ts';
import { TemporaryFolder } from './temporary-folder.ts';

interface Paused {
  readonly reason: string;
  readonly callFrames: readonly { readonly functionName: string }[];
}

/** The inspector's web socket, as soon as it listens. */
async function targetAt(port: number): Promise<string> {
  for (;;) {
    try {
      const { text } = await ask(`http://127.0.0.1:${port}`, '/json/list');
      const [target] = JSON.parse(text) as { webSocketDebuggerUrl: string }[];
      if (target !== undefined) return target.webSocketDebuggerUrl;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

/** Attaches as a debugger does, lets the program run, and resumes it where it pauses. Resolves with that place. */
async function resumeAtPause(target: string): Promise<Paused> {
  const socket = new WebSocket(target);
  await once(socket, 'open');
  const paused = new Promise<Paused>((resolve) => {
    socket.addEventListener('message', ({ data }) => {
      const { method, params } = JSON.parse(String(data)) as { method?: string; params: Paused };
      if (method === 'Debugger.paused') resolve(params);
    });
  });
  const send = (id: number, method: string): void => socket.send(JSON.stringify({ id, method }));
  send(1, 'Debugger.enable');
  send(2, 'Runtime.runIfWaitingForDebugger');
  const place = await paused;
  send(3, 'Debugger.resume');
  socket.close();
  return place;
}

describe('the inspector', () => {
  let folder: TemporaryFolder;
  const data = (): string[] => ['--datapath', join(folder.path, 'data')];

  beforeEach(() => {
    folder = new TemporaryFolder();
  });

  afterEach(() => folder[Symbol.dispose]());

  it('is closed unless it is asked for', async () => {
    await using server = await startServer({ args: data() });
    expect(server.logs.join('\n')).not.toContain('Debugger listening');
  });

  it('opens with --inspect on loopback, says where as Node does, and answers', async () => {
    await using server = await startServer({ args: ['--inspect=0', ...data()] });
    const line = await server.logged('Debugger listening on ws://127.0.0.1:');
    const port = Number(/:(\d+)\//.exec(line)?.[1]);
    expect(await targetAt(port)).toContain(`ws://127.0.0.1:${port}/`);
    expect(server.logs.join('\n')).not.toContain('SecurityWarning');
  });

  it('warns when --inspect opens it to other machines', async () => {
    await using server = await startServer({ args: ['--inspect=0.0.0.0:0', ...data()] });
    expect(await server.logged('SecurityWarning')).toContain('public IP');
  });

  it('waits with --inspect-brk for a debugger, and pauses in our own program before anything else', async () => {
    const port = await freePort();
    const starting = startServer({ args: [`--inspect-brk=${port}`, ...data()] });
    const { callFrames } = await resumeAtPause(await targetAt(port));
    expect(callFrames[0]?.functionName).toBe('main');
    await using server = await starting;
    expect(server.logs.findIndex((line) => line.includes('Debugger listening'))).toBe(0);
    expect(await server.logged('Starting up…')).toBeDefined();
  });

  it('opens for the commands too', async () => {
    const { code, stderr } = await runServer({ args: ['--inspect=0', 'check', ...data()] });
    expect({ code, stderr }).toEqual({
      code: 4,
      stderr: expect.stringContaining('Debugger listening on ws://127.0.0.1:'),
    });
  });

  it('stays closed when only an answer is wanted', async () => {
    expect(await runServer({ args: ['--inspect=0', '--version'] })).toMatchObject({ code: 0, stderr: '' });
  });

  it('is refused at an address that is none', async () => {
    const { code, stderr } = await runServer({ args: ['--inspect=yes', ...data()] });
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringMatching(/^bimetal: --inspect=yes: write a port/),
    });
  });

  it('is refused at a port that is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { code, stderr } = await runServer({ args: [`--inspect=${port}`, ...data()] });
    other.close();
    expect({ code, stderr }).toEqual({
      code: 3,
      stderr: expect.stringContaining(`the inspector cannot listen on 127.0.0.1:${port}`),
    });
  });
});
