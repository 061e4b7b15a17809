import { lookForChromium } from './chromium.ts';
import { type Machine } from '../../bootstrap/system-packages.mjs';

const machine = (files: string[], env: Record<string, string> = {}, isRoot = false): Machine => ({
  env: { PATH: '/opt/bin:/usr/bin', ...env },
  exists: (path) => files.includes(path),
  isRoot,
  loads: () => true,
  platform: 'linux',
});

describe('looking for Chromium', () => {
  it('takes the one CHROMIUM_PATH names before any other', () => {
    const answer = lookForChromium(machine(['/mine/chrome', '/usr/bin/chromium'], { CHROMIUM_PATH: '/mine/chrome' }));
    expect(answer).toEqual({ kind: 'found', path: '/mine/chrome' });
  });

  it('does not look elsewhere when CHROMIUM_PATH names nothing', () => {
    const answer = lookForChromium(machine(['/usr/bin/chromium'], { CHROMIUM_PATH: '/mine/chrome' }));
    expect(answer).toEqual({
      kind: 'missing',
      message: 'CHROMIUM_PATH names /mine/chrome, and there is no such file.',
    });
  });

  it.each(['/usr/bin/chromium', '/opt/bin/chromium-browser', '/usr/bin/google-chrome'])('finds %s', (path) => {
    expect(lookForChromium(machine([path]))).toEqual({ kind: 'found', path });
  });

  it('finds Chrome or Edge where Windows keeps programs', () => {
    const edge = 'C:\\Program Files (x86)/Microsoft/Edge/Application/msedge.exe';
    const windows = {
      ...machine([edge], { 'ProgramFiles(x86)': 'C:\\Program Files (x86)' }),
      platform: 'win32' as const,
    };
    expect(lookForChromium(windows)).toEqual({ kind: 'found', path: edge });
  });

  it('installs only with apt and as root', () => {
    expect(lookForChromium(machine(['/usr/bin/apt-get'], {}, true))).toEqual({
      kind: 'installable',
      aptGet: '/usr/bin/apt-get',
    });
    expect(lookForChromium(machine(['/usr/bin/apt-get']))).toMatchObject({
      kind: 'missing',
      message: expect.stringContaining('sudo apt-get install chromium'),
    });
    expect(lookForChromium(machine([], {}, true))).toMatchObject({
      kind: 'missing',
      message: expect.stringContaining('CHROMIUM_PATH'),
    });
  });
});
