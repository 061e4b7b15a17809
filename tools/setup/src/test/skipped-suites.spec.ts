import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { skippedSuites, unexpectedSkips } from './skipped-suites.ts';
import { workspaceRoot } from '../workspace.ts';

const row = (name: string, passed: number, skipped: number, failed = 0) => ({
  name,
  passed,
  failed,
  skipped,
  remark: '',
});

describe('a suite that is skipped as a whole', () => {
  it('is a failure, unless its system has it on the list', () => {
    const rows = [row('@bimetal/lldb-ts:e2e (live)', 0, 72), row('@bimetal/api:test', 0, 3), row('x:test', 0, 0)];
    expect(unexpectedSkips(rows, 'linux').map(({ name, failed }) => [name, failed])).toEqual([
      ['@bimetal/lldb-ts:e2e (live)', 1],
      ['@bimetal/api:test', 1],
    ]);
    expect(unexpectedSkips(rows, 'darwin').map(({ name }) => name)).toEqual(['@bimetal/api:test']);
  });

  it('is not one of which a part ran, or which failed', () => {
    expect(unexpectedSkips([row('a:e2e', 1, 70), row('b:e2e', 0, 1, 1)], 'linux')).toEqual([]);
  });
});

it('the suites that a system may skip are those that docs/platforms.md names', () => {
  const text = readFileSync(join(workspaceRoot, 'docs/platforms.md'), 'utf8');
  expect(skippedSuites('linux')).toEqual([]);
  for (const platform of ['darwin', 'win32'] as const) {
    for (const sentence of skippedSuites(platform)) expect(text).toContain(`\`${sentence.split(' ')[0]}\``);
  }
});
