import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { jest } from '@jest/globals';

import { prepareBuild } from './build-packages.mjs';
import { type Machine } from './system-packages.mjs';

const machine = (files: string[], changes: Partial<Machine> = {}): Machine => ({
  env: { PATH: '/usr/bin' },
  exists: (path) => files.includes(path),
  loads: () => false,
  isRoot: false,
  platform: 'linux',
  ...changes,
});

describe('what a build needs of the system', () => {
  it('is left alone when it is there', () => {
    expect(prepareBuild(machine(['/usr/bin/cc'], { loads: () => true }))).toEqual([]);
  });

  it('is not asked of Windows, and the library only of Linux', () => {
    expect(prepareBuild(machine([], { platform: 'win32' }))).toEqual([]);
    expect(prepareBuild(machine(['/usr/bin/cc'], { platform: 'darwin' }))).toEqual([]);
  });

  it('is named one by one, with what to install, to a user who may not install it', () => {
    expect(prepareBuild(machine(['/usr/bin/apt-get']))).toEqual([
      expect.stringMatching(/no C compiler named `cc`.*\n.*sudo apt-get install gcc libc6-dev ca-certificates$/),
      expect.stringMatching(/libatomic\.so\.1 is missing.*\n.*sudo apt-get install libatomic1$/),
    ]);
  });

  it('is named where there is no apt, root or not', () => {
    expect(prepareBuild(machine([], { isRoot: true }))).toEqual([
      expect.stringContaining('Install gcc or clang'),
      expect.stringContaining('with your package manager'),
    ]);
  });

  describe('with an apt-get of the test', () => {
    let bin: string;
    let said: jest.SpiedFunction<typeof console.log>;
    beforeEach(() => {
      bin = mkdtempSync(join(tmpdir(), 'bimetal-apt-'));
      said = jest.spyOn(console, 'log').mockImplementation(() => undefined);
    });
    afterEach(() => {
      said.mockRestore();
      rmSync(bin, { recursive: true });
    });

    function bareRoot(script: string): Machine {
      const apt = join(bin, 'apt-get');
      writeFileSync(apt, `#!/bin/sh\n${script}\n`);
      chmodSync(apt, 0o755);
      return machine([apt], { env: { PATH: bin }, isRoot: true });
    }

    it('is installed at once for root, who is told what and why', () => {
      const log = join(bin, 'log');
      expect(prepareBuild(bareRoot(`echo "$@" >> ${log}`))).toEqual([]);
      const [update, install, ...more] = readFileSync(log, 'utf8').trim().split('\n');
      expect(update).toMatch(/^update/);
      expect(install).toMatch(/^install .* gcc libc6-dev ca-certificates libatomic1$/);
      expect(more).toEqual([]);
      expect(said.mock.calls.flat()).toEqual([
        expect.stringContaining('Rust links with it'),
        expect.stringContaining('Node 26'),
        'Installing gcc, libc6-dev, ca-certificates, libatomic1 with apt.',
      ]);
    });

    it('that apt cannot get, as without a network, is one message', () => {
      expect(prepareBuild(bareRoot('[ "$1" = update ]'))).toEqual([
        expect.stringMatching(/gcc and .* not installed\. What apt said is above\.$/),
      ]);
    });
  });
});
