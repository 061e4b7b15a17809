import { spawnSync } from 'node:child_process';
import { readFileSync, readlinkSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ask, put } from '@bimetal/api-e2e/http-client';
import { startServer } from '@bimetal/api-e2e/server-process';
import { Alone } from './alone.ts';

const WORKSPACE = resolve(import.meta.dirname, '../../..');

const onLinux = process.platform === 'linux' ? describe : describe.skip;

/** A container can forbid to trace. */
const canTrace = spawnSync('strace', ['-o', '/dev/null', '/bin/true']).status === 0;

onLinux('the executable reaches nothing of the workspace that built it', () => {
  let alone: Alone;

  beforeEach(() => {
    alone = new Alone();
  });

  afterEach(() => alone[Symbol.dispose]());

  async function use(url: string): Promise<void> {
    await put(url, 'quickdoc-1', '1');
    await ask(url, '/');
    await ask(url, '/api/data');
    await ask(url, '/api/nothing');
  }

  it('in memory or as an open file', async () => {
    await using server = await startServer(alone.options());
    await use(server.url);
    const maps = readFileSync(`/proc/${server.pid}/maps`, 'utf8');
    expect(maps).toContain(alone.executable);
    expect(maps).not.toContain(`${WORKSPACE}/`);
    const open = readdirSync(`/proc/${server.pid}/fd`).flatMap((fd) => linkOf(`/proc/${server.pid}/fd/${fd}`));
    expect(open.filter((path) => path.startsWith(`${WORKSPACE}/`))).toEqual([]);
  });

  (canTrace ? it : it.skip)('when it is traced: not a file, not a program', async () => {
    const log = join(alone.root, 'trace');
    // The tracer is the grandchild, so that signals and the exit code are the server's own.
    const tracer = ['/usr/bin/strace', '-D', '-f', '-o', log, '-e', 'trace=%file,execve', alone.executable] as const;
    const server = await startServer(alone.options({ program: tracer }));
    await use(server.url);
    expect(await server.stop()).toEqual({ code: 0, signal: null });
    const lines = (await traced(log, server.pid)).split('\n');
    const started = lines.filter((line) => / execve\(/.test(line) && line.endsWith('= 0'));
    expect(started).toEqual([expect.stringContaining(`execve("${alone.executable}"`)]);
    expect(lines.length).toBeGreaterThan(20);
    expect(lines.filter((line) => line.includes(`${WORKSPACE}/`))).toEqual([]);
  });
});

/** What was traced, once the tracer has written that the process has ended. */
async function traced(log: string, pid: number): Promise<string> {
  for (;;) {
    const text = readFileSync(log, 'utf8');
    if (new RegExp(`^${pid} +\\+\\+\\+ exited`, 'm').test(text)) return text;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Where it leads, unless it was closed meanwhile. */
function linkOf(path: string): string[] {
  try {
    return [readlinkSync(path)];
  } catch {
    return [];
  }
}
