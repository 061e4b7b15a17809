import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { type BenchArguments } from '../arguments.ts';
import { readReport, type Report } from '../report.ts';

const root = resolve(import.meta.dirname, '../../../..');

/** The figures to compare with: those in a file, or those of a revision, which is built and measured for that. */
export async function baseReport(base: string, asked: BenchArguments): Promise<Report> {
  if (existsSync(base)) return readReport(base);
  const revision = git('rev-parse', '--verify', '--quiet', `${base}^{commit}`);
  if (!revision) throw new Error(`"${base}" is neither a file nor a git revision`);
  return measureRevision(revision, asked);
}

/**
 * Measures a revision with its own suite, in a folder of its own: its packages, its addon, its build caches. That takes
 * minutes, and leaves nothing behind. The files come from `git archive`, so the repository is only read.
 */
async function measureRevision(revision: string, asked: BenchArguments): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'bimetal-base-'));
  const tree = join(folder, 'tree');
  const report = join(folder, 'report.json');
  try {
    console.log(`${revision.slice(0, 10)} is built and measured in ${tree}`);
    const archive = join(folder, 'tree.tar');
    check(
      'git',
      spawnSync('git', ['archive', '--prefix=tree/', '-o', archive, revision], { cwd: root, encoding: 'utf8' }),
    );
    check('tar', spawnSync('tar', ['-xf', archive, '-C', folder], { encoding: 'utf8' }));
    const options = [
      ...(asked.isQuick ? ['--quick'] : []),
      ...(asked.rounds ? ['--rounds', String(asked.rounds)] : []),
    ];
    const suite = asked.comparedSuite ?? 'store';
    // npm is a script on some systems and a program on others: a shell finds it on both.
    const child = spawn('npm', ['run', 'bench', '--', suite, '--json', report, ...options], {
      cwd: tree,
      stdio: 'inherit',
      shell: process.platform === 'win32',
      env: cleanEnvironment(),
    });
    const [code] = (await once(child, 'exit')) as [number | null];
    if (code !== 0) throw new Error(`the suite "${suite}" of ${revision.slice(0, 10)} ended with ${code}`);
    return readReport(report);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Without what this run was told by npm, and without the addon that it was told to use: those are of this tree. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const isOurs = (name: string) => name.startsWith('npm_') || name.startsWith('BIMETAL_') || name === 'INIT_CWD';
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !isOurs(name)));
}

function git(...args: string[]): string {
  return spawnSync('git', args, { cwd: root, encoding: 'utf8' }).stdout?.trim() ?? '';
}

function check(
  name: string,
  { status, stderr, error }: { status: number | null; stderr: string; error?: Error },
): void {
  if (status !== 0) throw new Error(`${name} failed: ${stderr || error?.message}`);
}
