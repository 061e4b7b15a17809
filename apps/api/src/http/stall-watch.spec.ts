import { EventEmitter } from 'node:events';
import { jest } from '@jest/globals';
import { type Logger } from '../logging/logger.js';
import { StallWatch, type Watched } from './stall-watch.js';

const MIB = 1024 * 1024;
/** Long enough for few looks: each asks the system for all its connections. */
const STALL_SECONDS = 20;

/** A connection whose reader takes what it is told to take. */
class Reader {
  readonly socket = Object.assign(new EventEmitter(), {
    bytesRead: 0,
    bytesWritten: 64 * MIB,
    writableLength: 64 * MIB,
    // No connection of this machine: what is not acknowledged is not known.
    localPort: 0,
    remotePort: 0,
    destroy: jest.fn(),
  });
  readonly receivesRest = false;
  readonly current = undefined;

  take(bytes: number): void {
    this.socket.writableLength -= bytes;
  }

  get isCut(): boolean {
    return this.socket.destroy.mock.calls.length > 0;
  }
}

describe('a reader', () => {
  let watch: StallWatch;
  let reader: Reader;

  beforeEach(() => {
    jest.useFakeTimers();
    watch = new StallWatch(STALL_SECONDS * 1000, { info: () => undefined } as unknown as Logger);
    reader = new Reader();
    watch.add(reader as unknown as Watched);
  });

  afterEach(() => {
    watch.close();
    jest.useRealTimers();
  });

  const pass = (seconds: number): void => {
    jest.advanceTimersByTime(seconds * 1000);
  };

  it('that takes nothing is cut off', () => {
    pass(STALL_SECONDS - 1);
    expect(reader.isCut).toBe(false);
    pass(2);
    expect(reader.isCut).toBe(true);
  });

  it('that takes a byte now and then is not', () => {
    for (let times = 0; times < 10; times++) {
      reader.take(1);
      pass(STALL_SECONDS - 1);
    }
    expect(reader.isCut).toBe(false);
  });

  it.each([50, 100])('that takes ten megabytes at once and %i kB a second on the whole is not', (rate) => {
    for (let times = 0; times < 2; times++) {
      reader.take(10e6);
      pass(10e6 / (rate * 1000));
    }
    expect(reader.isCut).toBe(false);
  });

  it('that takes ten megabytes and then nothing is cut off later', () => {
    reader.take(10e6);
    pass(10 * 60);
    expect(reader.isCut).toBe(true);
  });
});
