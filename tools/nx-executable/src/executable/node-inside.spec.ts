import { spawnSync } from 'node:child_process';
import { copyFileSync, chmodSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SCRIPT = join(import.meta.dirname, 'node-inside.mjs');
const posix = process.platform === 'win32' ? describe.skip : describe;

/** A Node that starts the script as Nx does: by a shell, which finds another `node` first. */
posix('the Node that goes into an executable', () => {
  let folder: string;

  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'node-inside-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  function answerBy(node: string): string {
    const script = `process.stdout.write(require('child_process').execSync(${JSON.stringify(`node ${SCRIPT}; true`)}))`;
    const env = { ...process.env, PATH: `${folder}:${process.env['PATH'] ?? ''}`, NODE_OPTIONS: '' };
    return spawnSync(node, ['-e', script], { encoding: 'utf8', env }).stdout.trim();
  }

  it('is the one that runs Nx, whatever is on the PATH', () => {
    const other = join(folder, 'other-node');
    copyFileSync(process.execPath, other);
    chmodSync(other, 0o755);
    // One byte more makes another Node of it.
    spawnSync('sh', ['-c', `printf x >> '${other}'`]);
    symlinkSync(process.execPath, join(folder, 'node'));
    const { size } = statSync(process.execPath);
    const about = `${process.version} ${process.platform}-${process.arch}`;
    expect(answerBy(process.execPath)).toBe(`${about} ${size}`);
    expect(answerBy(other)).toBe(`${about} ${size + 1}`);
  });
});
