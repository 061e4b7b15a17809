import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { findLldb, prepareLldb } from './lldb.ts';
import { installPackages, type Machine } from '../../bootstrap/system-packages.mjs';

const machine = (files: string[], path = '/usr/bin', isRoot = false): Machine => ({
  env: { PATH: path },
  exists: (file) => files.includes(file),
  isRoot,
  loads: () => true,
  platform: 'linux',
});

describe('LLDB for the tests', () => {
  it('is left alone when it is there', () => {
    expect(prepareLldb(machine(['/usr/bin/lldb-22']))).toBeUndefined();
  });

  it('says what to install, and that its tests are skipped', () => {
    expect(prepareLldb(machine(['/usr/bin/apt-get']))).toMatch(
      /are skipped\. Install it: sudo apt-get install lldb-22 python3-lldb-22/,
    );
    expect(prepareLldb(machine([], '/usr/bin', true))).toMatch(/are skipped\. Install LLDB 22/);
  });

  describe('with programs of the test', () => {
    let bin: string;
    beforeEach(() => (bin = mkdtempSync(join(tmpdir(), 'bimetal-lldb-'))));
    afterEach(() => rmSync(bin, { recursive: true }));

    function program(name: string, script: string): string {
      const file = join(bin, name);
      writeFileSync(file, `#!/bin/sh\n${script}\n`);
      chmodSync(file, 0o755);
      return file;
    }

    it('prefers the new one to an old `lldb`', () => {
      const old = program('lldb', 'echo "lldb version 14.0.6"');
      expect(findLldb(machine([old], bin))).toEqual({ path: old, version: '14.0.6', major: 14 });
      const wanted = program('lldb-22', 'echo "lldb version 22.1.8"');
      expect(findLldb(machine([old, wanted], bin))).toEqual({ path: wanted, version: '22.1.8', major: 22 });
    });

    it('passes over one that does not run', () => {
      expect(findLldb(machine([program('lldb-22', 'exit 1')], bin))).toBeUndefined();
    });

    it('is installed without removing anything, and a failure names the packages', () => {
      const log = join(bin, 'log');
      const apt = program('apt-get', `echo "$@" >> ${log}`);
      expect(() => installPackages(apt, ['lldb-22'])).not.toThrow();
      const failing = program('apt-get', '[ "$1" = update ]');
      expect(() => installPackages(failing, ['lldb-22'])).toThrow(
        /--no-remove lldb-22 ended with 1: lldb-22 not installed/,
      );
    });
  });
});
