import { jest } from '@jest/globals';
import { EventEmitter } from 'node:events';
import { ShutdownSignals } from './shutdown-signals.js';

/** A process that notes its exit instead of ending. */
class FakeProcess extends EventEmitter {
  readonly exits: number[] = [];

  exit(code: number): void {
    this.exits.push(code);
  }
}

describe('ShutdownSignals', () => {
  let fake: FakeProcess;
  let signals: ShutdownSignals;

  beforeEach(() => {
    jest.useFakeTimers({ now: 0 });
    fake = new FakeProcess();
    signals = new ShutdownSignals(fake as unknown as NodeJS.Process, 'linux');
  });

  afterEach(() => jest.useRealTimers());

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('tells of the first %s', async (signal) => {
    fake.emit(signal);
    await expect(signals.first).resolves.toBe(signal);
    expect(fake.exits).toEqual([]);
  });

  it('takes a second signal within a second for the first', () => {
    fake.emit('SIGINT');
    jest.advanceTimersByTime(900);
    fake.emit('SIGTERM');
    expect(fake.exits).toEqual([]);
  });

  it('ends the process at once on a signal more than a second after the first', () => {
    fake.emit('SIGINT');
    jest.advanceTimersByTime(1100);
    fake.emit('SIGTERM');
    expect(fake.exits).toEqual([143]);
  });

  it.each(['SIGINT', 'SIGBREAK', 'SIGHUP'] as const)('on Windows tells of %s', async (signal) => {
    const windows = new FakeProcess();
    const { first } = new ShutdownSignals(windows as unknown as NodeJS.Process, 'win32');
    windows.emit(signal);
    await expect(first).resolves.toBe(signal);
    expect(windows.eventNames()).not.toContain('SIGTERM');
  });

  it('takes SIGHUP for a wish to reload where there is something to reload and no terminal', async () => {
    let reloads = 0;
    const of = (platform: NodeJS.Platform, hasTerminal: boolean): FakeProcess => {
      const source = new FakeProcess();
      const told = new ShutdownSignals(source as unknown as NodeJS.Process, platform, hasTerminal);
      told.reloadOnHangup(() => reloads++);
      void told.first.then((signal) => source.emit(`first ${signal}`));
      return source;
    };
    const daemon = of('linux', false);
    daemon.emit('SIGHUP');
    daemon.emit('SIGHUP');
    expect(reloads).toBe(2);
    for (const source of [of('linux', true), of('win32', false)]) {
      const first = new Promise((resolve) => source.once('first SIGHUP', () => resolve('SIGHUP')));
      source.emit('SIGHUP');
      await expect(first).resolves.toBe('SIGHUP');
    }
    expect(reloads).toBe(2);
  });
});
