import { jest } from '@jest/globals';
import { Supervisor } from './supervisor.js';

/** A supervisor that listens, and what it was told. */
function supervised(env: NodeJS.ProcessEnv) {
  const told: string[] = [];
  const supervisor = new Supervisor(env, 7, (path, text) => {
    told.push(`${path} ${text}`);
    return true;
  });
  return { told, supervisor };
}

describe('Supervisor', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('is told when the server is ready, reads again, and stops, and twice as often as it waits that it lives', () => {
    const { told, supervisor } = supervised({ NOTIFY_SOCKET: '/n', WATCHDOG_USEC: '2000000', WATCHDOG_PID: '7' });
    using _ = supervisor;
    supervisor.ready('Listening');
    jest.advanceTimersByTime(2000);
    supervisor.reloading();
    supervisor.stopping();
    expect(told).toEqual([
      '/n READY=1\nSTATUS=Listening',
      '/n WATCHDOG=1',
      '/n WATCHDOG=1',
      expect.stringMatching(/^\/n RELOADING=1\nMONOTONIC_USEC=\d+$/),
      '/n STOPPING=1\nSTATUS=Shutting down',
    ]);
  });

  it.each([{}, { WATCHDOG_USEC: '1000' }, { NOTIFY_SOCKET: '/n', WATCHDOG_USEC: '1000', WATCHDOG_PID: '8' }])(
    'is not told that the server lives where nobody waits for that (%j)',
    (env) => {
      const { told, supervisor } = supervised(env);
      using _ = supervisor;
      supervisor.ready('x');
      jest.advanceTimersByTime(100);
      expect(told.filter((text) => text.includes('WATCHDOG'))).toEqual([]);
    },
  );
});
