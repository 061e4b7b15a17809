import type { SourceBreakpoint } from '../src/protocol/dap.ts';
import { DapClient } from './dap-client.ts';
import { ADAPTER, describeDebugging, NODE } from './debugging.ts';
import { dice } from './dice.ts';
import { Program } from './program.ts';

// Another walk, or a longer one: SEED=$RANDOM STOPS=1000 npx nx e2e @bimetal/vscode-debug random-walk
const STOPS = Number(process.env['STOPS'] ?? 300);
const ROUNDS = STOPS + 100;
const STOP_MILLISECONDS_MAX = 3000;
// The same for everybody: what Nx answers from its cache is what this run would have done.
const seed = Number(process.env['SEED'] ?? 96_231);

describeDebugging('a walk through both languages', () => {
  let program: Program;
  beforeAll(() => void (program = new Program()), 300_000);
  afterAll(() => program.dispose());

  it(
    `makes ${STOPS} stops of mixed kinds without a hang, seed ${seed}, and the program's result is right`,
    async () => {
      const roll = dice(seed);
      const client = new DapClient(ADAPTER);
      const lines = (file: string, marks: string[]): SourceBreakpoint[] =>
        marks.map((mark) => ({ line: program.lineOf(file, mark) }));
      const breakpoints = {
        [program.main]: lines(program.main, ['TS_SELL', 'TS_CALLBACK']),
        [program.rust]: lines(program.rust, ['RUST_PRICE', 'RUST_CALL']),
      };
      try {
        const env = { ROUNDS: String(ROUNDS), NO_COLOR: '1' };
        await client.start({ program: program.script, cwd: program.folder, runtimeExecutable: NODE, env }, breakpoints);
        const languages = new Set<string | undefined>();
        let command = 'continue';
        for (let count = 0; count < STOPS; count++) {
          const { threadId, reason } = await client.stopped();
          // What was begun before is over: nothing but a breakpoint stops a program that was told to continue.
          if (command === 'continue') expect({ count, reason }).toEqual({ count, reason: 'breakpoint' });
          const own = (await client.stack(threadId)).filter((frame) => frame.presentationHint !== 'subtle');
          languages.add(own[0]?.source?.name);
          const script = own.find((frame) => frame.source?.name === 'main.ts');
          if (roll(2) === 0) {
            const sum = await client.request('evaluate', {
              expression: 'addon.priceOf(1, 4) + 1',
              frameId: script?.id,
            });
            expect(sum['result']).toBe('42');
          }
          if (roll(3) === 0) await client.locals(own[roll(own.length)]?.id ?? 0);
          command = ['continue', 'next', 'stepIn', 'stepOut', 'continue'][roll(5)] ?? 'continue';
          await client.request(command, { threadId });
        }
        expect([...languages].sort()).toEqual(['lib.rs', 'main.ts']);
        const { threadId } = await client.stopped();
        for (const file of Object.keys(breakpoints)) await client.setBreakpoints(file, []);
        await client.request('continue', { threadId });
        await client.event('terminated');
        expect(client.output).toMatch(new RegExp(`total ${expectedTotal()} sold ${2 * ROUNDS}`));
      } finally {
        await client.end();
      }
    },
    STOPS * STOP_MILLISECONDS_MAX,
  );
});

/** What e2e/program computes. */
function expectedTotal(): number {
  let total = 7;
  for (let round = 0; round < ROUNDS; round++) {
    const id = round + 7;
    total += id * 10 * (id > 8 ? 3 : 2) + 1 + (round * 2 + 5 + 1);
  }
  return total;
}
