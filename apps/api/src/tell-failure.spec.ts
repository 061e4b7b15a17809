import { StartupError } from './config/startup-error.js';
import { failureText } from './tell-failure.js';

describe('failureText', () => {
  const error = new StartupError('DISK_FULL', 1, 'it is full');

  it('is for people, with the code where a server may have refused', () => {
    expect(failureText(error, 'words')).toBe('bimetal: it is full');
    expect(failureText(error, 'words and code')).toBe('bimetal: it is full (DISK_FULL)');
  });

  it('is one line for programs, with what a server said', () => {
    const problem = { type: 't', title: 'full', status: 507, detail: 'it is full', code: 'DISK_FULL', traceId: 'abc' };
    const refused = new StartupError('DISK_FULL', 1, 'it is full', { problem });
    expect(JSON.parse(failureText(refused, 'json'))).toEqual({
      code: 'DISK_FULL',
      message: 'it is full',
      exitCode: 1,
      problem,
    });
  });
});
