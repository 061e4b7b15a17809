import { realpathSync } from 'node:fs';
import { describeDebugging } from './debugging.ts';
import { dice } from './dice.ts';
import { BETWEEN, NEWEST } from './matrix-versions.ts';
import { Sources } from './sources.ts';

const STOPS = Number(process.env['STOPS'] ?? 300);
const ROUNDS = STOPS + 100;
const STOP_MILLISECONDS_MAX = 3000;
const seed = Number(process.env['SEED'] ?? 96_231);
const nodes = [NEWEST, ...BETWEEN].filter(({ lldbDap }) => /22/.test(String(lldbDap)));

const SERVICE = `export class Counter {
  #sum = 0;
  add(n: number): number {
    const before: number = this.#sum; // ADD
    this.#sum = before + n;
    return this.#sum;
  }
}
`;
const SERVER = `import { fork } from 'child_process';
import { Counter } from './svc';

const counter = new Counter();
let round = 0;
let late = 0;
if (process.send) process.on('disconnect', () => process.exit());
const child = process.send ? undefined : fork(__filename);
child?.once('message', () => console.log('the child runs'));
const timer = setInterval(() => {
  round++;
  const sum = counter.add(round); // CALL
  if (round % 10 === 0) late += require('./late').late(1);
  if (process.send) process.send(sum);
  if (!child || round < ${ROUNDS}) return;
  clearInterval(timer);
  child.disconnect();
  console.log('sum', sum, 'late', late);
}, 1);
`;

describeDebugging('a walk through scripts that are required', () => {
  it.each(nodes)(
    `makes ${STOPS} stops beside a child, seed ${seed}, and the program's result is right, with $name`,
    async ({ node }) => {
      await using sources = new Sources();
      sources.compile('src/svc.ts', SERVICE);
      sources.compile('src/srv.ts', SERVER);
      sources.compile('src/late.ts', `export function late(n: number): number {\n  return n; // LATE\n}\n`);
      const files = { 'src/svc.ts': ['ADD'], 'src/srv.ts': ['CALL'], 'src/late.ts': ['LATE'] };
      await sources.launch('dist/srv.js', files, {
        runtimeExecutable: realpathSync(node ?? ''),
        env: { NO_COLOR: '1' },
      });
      const roll = dice(seed);
      const { client } = sources;
      const places = new Set<string | undefined>();
      let command = 'continue';
      for (let count = 0; count < STOPS; count++) {
        const { reason, stack, threadId } = await sources.stopped();
        if (command === 'continue') expect({ count, reason }).toEqual({ count, reason: 'breakpoint' });
        places.add(/\w+\.ts/.exec(stack[0] ?? '')?.[0]);
        if (roll(3) === 0) {
          const [frame] = await client.stack(threadId);
          await client.locals(frame?.id ?? 0);
        }
        command = ['continue', 'next', 'stepIn', 'stepOut', 'continue'][roll(5)] ?? 'continue';
        await client.request(command, { threadId });
      }
      expect([...places].sort()).toEqual(['late.ts', 'srv.ts', 'svc.ts']);
      const { threadId } = await client.stopped();
      for (const file of Object.keys(files)) await client.setBreakpoints(sources.at(file), []);
      await sources.finish(threadId);
      expect(client.output).toContain('the child runs');
      expect(client.output).toContain(`sum ${(ROUNDS * (ROUNDS + 1)) / 2} late ${Math.floor(ROUNDS / 10)}`);
    },
    STOPS * STOP_MILLISECONDS_MAX,
  );
});
