import { jest } from '@jest/globals';
import { Restarting } from './restarting.ts';

/** A program under test's control: it ends when told to, and everything that happens is written down. */
class Program {
  readonly events: string[] = [];
  readonly instances: { end: (how: string) => void }[] = [];
  built = true;

  start = () => {
    if (!this.built) return undefined;
    const number = this.instances.length + 1;
    this.events.push(`start ${number}`);
    const { promise: ended, resolve } = Promise.withResolvers<string>();
    this.instances.push({ end: resolve });
    return {
      ended,
      stop: async () => {
        this.events.push(`stop ${number}`);
        await ended;
        this.events.push(`stopped ${number}`);
      },
    };
  };

  say = (line: string) => void this.events.push(line);

  async until(event: string): Promise<void> {
    while (!this.events.includes(event)) await jest.advanceTimersByTimeAsync(1);
  }
}

describe('restarting', () => {
  let program: Program;
  let restarting: Restarting;

  beforeEach(async () => {
    jest.useFakeTimers();
    program = new Program();
    restarting = new Restarting({ start: program.start, say: program.say, quiet_ms: 5, patience_ms: 1000 });
    restarting.start();
    await program.until('start 1');
  });
  afterEach(() => jest.useRealTimers());

  it('waits for the end of the old one before it starts the new one', async () => {
    restarting.changed('a');
    await program.until('stop 1');
    expect(program.events).not.toContain('start 2');
    program.instances[0]?.end('ended with 0');
    await program.until('start 2');
    expect(program.events).toEqual(['start 1', 'a: restarting', 'stop 1', 'stopped 1', 'start 2']);
  });

  it('makes one restart of many changes', async () => {
    for (const file of ['a', 'b', 'c']) restarting.changed(file);
    await program.until('stop 1');
    program.instances[0]?.end('ended with 0');
    await program.until('start 2');
    expect(program.events.filter((event) => event.startsWith('start'))).toEqual(['start 1', 'start 2']);
    expect(program.events).toContain('c: restarting');
  });

  it('restarts once more for a change that came during a restart', async () => {
    restarting.changed('a');
    await program.until('stop 1');
    restarting.changed('b');
    program.instances[0]?.end('ended with 0');
    await program.until('stop 2');
    program.instances[1]?.end('ended with 0');
    await program.until('start 3');
    expect(program.events.filter((event) => event.startsWith('start'))).toHaveLength(3);
  });

  it('outlives a crash, and starts again at the next change', async () => {
    program.instances[0]?.end('ended with 1');
    await program.until('ended with 1; waiting for the next change');
    restarting.changed('a');
    await program.until('start 2');
    expect(program.events).toContain('a: starting');
    expect(program.events).not.toContain('stop 1');
  });

  it('starts what was not built at first', async () => {
    program.instances[0]?.end('ended with 1');
    await program.until('ended with 1; waiting for the next change');
    program.built = false;
    restarting.changed('a');
    await program.until('a: starting');
    program.built = true;
    restarting.changed('b');
    await program.until('start 2');
  });

  it('stops and starts nothing any more after it is closed', async () => {
    restarting.changed('a');
    const closed = restarting.close();
    await program.until('stop 1');
    program.instances[0]?.end('ended with 0');
    await closed;
    restarting.changed('b');
    await jest.advanceTimersByTimeAsync(1000);
    expect(program.events).toEqual(['start 1', 'stop 1', 'stopped 1']);
  });
});
