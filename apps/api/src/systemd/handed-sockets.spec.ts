import { handedSockets } from './handed-sockets.js';

describe('handedSockets', () => {
  it('begin behind standard error, and are for one process alone', () => {
    expect(handedSockets({ LISTEN_FDS: '2', LISTEN_PID: '7' }, 7)).toEqual([3, 4]);
    expect(() => handedSockets({ LISTEN_FDS: '2', LISTEN_PID: '7' }, 8)).toThrow(/for process 7/);
    for (const env of [{}, { LISTEN_FDS: '0' }, { LISTEN_FDS: 'x' }]) {
      expect(() => handedSockets({ LISTEN_PID: '7', ...env }, 7)).toThrow(/no sockets/);
    }
  });
});
