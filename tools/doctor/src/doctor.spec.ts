import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

import { type Diagnosis } from './diagnose.ts';
import { formatDiagnoses, formatSummary } from './report.ts';

const program = join(import.meta.dirname, 'doctor.ts');

function runDoctor(path: string) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, '--json'], {
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '', PATH: path },
  });
  return { status, stderr, diagnoses: JSON.parse(stdout) as Diagnosis[] };
}

describe('doctor', () => {
  it('looks at everything a debugger needs, names what is broken and ends with 1', () => {
    const { status, stderr, diagnoses } = runDoctor('/nowhere');
    expect(stderr).toBe('');
    expect(status).toBe(1);
    expect(diagnoses.map(({ name }) => name)).toEqual([
      'ptrace',
      'Yama',
      'seccomp',
      'ASLR',
      'LLDB',
      'LLDB Python',
      'plugin loads',
      'V8 is known',
      'inspector port',
      'addon debug info',
      'addon is current',
      'source maps',
      'build ids match',
      'executable is current',
    ]);
    expect(diagnoses.find(({ name }) => name === 'LLDB')).toMatchObject({ verdict: 'broken' });
    for (const { verdict, mend } of diagnoses) if (verdict === 'broken') expect(mend).toBeTruthy();
  });

  it('writes a line for each thing, what mends it below, and what it comes to', () => {
    const diagnoses: Diagnosis[] = [
      { name: 'ptrace', verdict: 'fine', says: 'it works' },
      { name: 'LLDB', verdict: 'broken', says: 'there is none', mend: 'install it' },
    ];
    expect(formatDiagnoses(diagnoses)).toBe(
      ['ok      ptrace  it works', 'BROKEN  LLDB    there is none', '                mend: install it'].join('\n'),
    );
    expect(formatSummary(diagnoses)).toBe('Debugging will not fully work here: 1 ok, 0 to note, 1 broken.');
    expect(formatSummary(diagnoses.slice(0, 1))).toBe('Debugging works here: 1 ok, 0 to note, 0 broken.');
  });
});
