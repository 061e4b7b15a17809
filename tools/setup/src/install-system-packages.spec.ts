import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const onUnix = process.platform === 'win32' ? it.skip : it;

onUnix('what installs runs from a copy of tools/setup, without npm packages', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bimetal-image-'));
  try {
    for (const name of ['src', 'bootstrap', 'package.json'])
      cpSync(join(import.meta.dirname, '..', name), join(folder, name), { recursive: true });
    // With these there is nothing left to install, for root neither.
    for (const name of ['cc', 'lldb-22']) symlinkSync(process.execPath, join(folder, name));
    const run = spawnSync(process.execPath, ['src/install-system-packages.ts'], {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: folder, CHROMIUM_PATH: process.execPath },
    });
    expect(run).toMatchObject({ status: 0, stderr: '' });
    expect(run.stdout).toContain(`Chromium is ${process.execPath}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
