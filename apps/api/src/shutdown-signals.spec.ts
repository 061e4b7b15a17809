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
});
