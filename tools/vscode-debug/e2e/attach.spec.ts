import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DapClient } from './dap-client.ts';
import { ADAPTER } from './debugging.ts';
import { BETWEEN, isThere, NEWEST } from './matrix-versions.ts';

const TICKING = `let ticks: number = 0;

function tick(): void {
  const before: number = ticks;
  ticks = before + 1;
  if (ticks % 20 === 0) console.log('ticks', ticks);
}
console.log('running');
setInterval(tick, 5);
`;
const TICK_LINE = 5;

describe.each([NEWEST, ...BETWEEN])('attaching with $name', (cell) => {
  (isThere(cell) ? it : it.skip)('a Node without inspector runs on when it is left, each time', async () => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'vscode-debug-attach-')));
    const program = join(folder, 'ticking.ts');
    writeFileSync(program, TICKING);
    // Port 0 is for the inspector that the adapter has Node open: another program may have Node's usual port.
    const child = spawn(cell.node ?? '', ['--inspect-port=0', program], {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    child.stdout.setEncoding('utf8');
    try {
      expect(String(await once(child.stdout, 'data'))).toContain('running');
      // The first time there is no inspector; the second time it is the one that the first session opened.
      for (const session of ['first', 'second']) {
        const client = new DapClient(ADAPTER);
        try {
          await client.start(
            { request: 'attach', pid: child.pid, lldbDap: cell.lldbDap },
            { [program]: [{ line: TICK_LINE }] },
          );
          const { threadId } = await client.stopped();
          expect((await client.ownStack(threadId))[0]).toBe(`tick ticking.ts:${TICK_LINE}`);
          const { id } = (await client.stack(threadId)).find((frame) => frame.name === 'tick') ?? {};
          expect((await client.locals(id ?? 0)).map(({ name }) => name)).toContain('before');
          const { result } = await client.request('evaluate', { expression: 'before - ticks', frameId: id });
          expect({ session, result }).toEqual({ session, result: '0' });
        } finally {
          await client.end();
        }
        expect(readFileSync(`/proc/${child.pid}/status`, 'utf8')).toMatch(/TracerPid:\s*0/);
        expect(String(await once(child.stdout, 'data'))).toContain('ticks');
      }
    } finally {
      child.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
