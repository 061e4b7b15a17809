import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const program = join(import.meta.dirname, 'run-workflow.ts');

const workflow = `
env:
  GREETING: hello
jobs:
  build:
    strategy:
      matrix:
        include:
          - { system: one }
          - { system: two }
    env:
      WHO: \${{ matrix.system }}
    steps:
      - uses: actions/checkout@v1
      - name: Speak
        run: |
          echo "$GREETING $WHO, \${{ matrix.system }}, $CI"
          test -d "$RUNNER_TEMP"
      - name: Left out
        if: inputs.cached
        run: exit 9
      - name: Fail
        run: |
          false | true
          echo "not reached"
      - name: Not reached
        run: echo "not reached either"
      - name: In the end
        if: always() && matrix.system == 'two'
        run: echo "in the end"
`;

describe('running the steps of a job', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bimetal-run-workflow-'));
    file = join(folder, 'workflow.yml');
    writeFileSync(file, workflow);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const run = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' });
    return { status, stdout, stderr };
  };

  it('runs what is asked for, as it is written, until a step fails', () => {
    const { status, stdout } = run(file, 'build', '--matrix', 'system=two', '--input', 'cached=false', '--here');
    expect(stdout).toContain('hello two, two, true');
    expect(stdout).toContain('in the end');
    expect(stdout).not.toContain('reached either');
    expect(stdout).not.toContain('not reached\n');
    expect(status).toBe(1);
    const results = [...stdout.matchAll(/^ {2}(\S.{13}) +\d+ s {2}(.*)$/gm)].map(([, result, step]) => [
      result!.trim(),
      step,
    ]);
    expect(results).toEqual([
      ['an action', 'actions/checkout@v1'],
      ['passed', 'Speak'],
      ['not asked for', 'Left out'],
      ['failed (1)', 'Fail'],
      ['not asked for', 'Not reached'],
      ['passed', 'In the end'],
    ]);
  });

  it('says which job or cell there is not', () => {
    expect(run(file, 'test').stderr).toContain('has no job "test" with steps');
    expect(run(file, 'build', '--matrix', 'system=three').stderr).toContain('no cell with {"system":"three"}');
  });
});
