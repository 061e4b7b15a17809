import {
  formatFailures,
  formatTable,
  formatVerdict,
  parseReport,
  type Report,
  type TestTask,
  verdictOf,
} from './verdict.ts';

const report = (passed: number, failed = 0, skipped = 0): Report => ({
  suite: 'jest',
  passed,
  failed,
  skipped,
  failures: [],
});
const suite = (id: string, ...reports: Report[]): TestTask => ({ id, reports });

function check(suites: TestTask[], codes: Record<string, number>, nxCode: number): string {
  return formatVerdict(verdictOf(suites, new Map(Object.entries(codes)), nxCode));
}

describe('verdict', () => {
  it('adds up the reports of every suite', () => {
    const suites = [suite('api:test', report(3)), suite('store:test', report(4), report(5))];
    expect(check(suites, { 'api:test': 0, 'store:test': 0, 'api:build': 0 }, 0)).toBe('12 passed, 0 failed');
  });

  it('names skipped tests only when there are some', () => {
    expect(check([suite('api:test', report(3, 0, 2))], { 'api:test': 0 }, 0)).toBe('3 passed, 0 failed, 2 skipped');
  });

  it('counts failed tests, and not the failed task a second time', () => {
    expect(check([suite('api:test', report(3, 2))], { 'api:test': 1 }, 1)).toBe('3 passed, 2 failed');
  });

  it('counts a failed task that is no suite', () => {
    expect(check([suite('api:test', report(3))], { 'api:test': 0, 'api:lint': 1 }, 1)).toBe('3 passed, 1 failed');
  });

  it('counts a suite that left no report', () => {
    expect(check([suite('api:test')], { 'api:test': 0 }, 0)).toBe('0 passed, 1 failed');
    expect(check([suite('api:test')], { 'api:test': 1 }, 1)).toBe('0 passed, 1 failed');
  });

  it('counts a suite that failed although its tests passed', () => {
    expect(check([suite('api:test', report(3))], { 'api:test': 1 }, 1)).toBe('3 passed, 1 failed');
  });

  it('counts a suite that was not reached', () => {
    expect(check([suite('api:test'), suite('ui:test')], { 'api:build': 1 }, 1)).toBe('0 passed, 3 failed');
  });

  it('counts a run that failed without any task to blame', () => {
    expect(check([], {}, 1)).toBe('0 passed, 1 failed');
  });

  it('takes nothing counted for no pass', () => {
    expect(check([], {}, 0)).toBe('0 passed, 1 failed');
    expect(check([], { 'ui:build': 0 }, 0)).toBe('0 passed, 1 failed');
    expect(check([suite('locks:test', report(0))], { 'locks:test': 0 }, 0)).toBe('0 passed, 1 failed');
    expect(
      check([suite('locks:test', report(0)), suite('api:test', report(3))], { 'locks:test': 0, 'api:test': 0 }, 0),
    ).toBe('3 passed, 0 failed');
    const { rows } = verdictOf([], new Map(), 0);
    expect(formatTable(rows)).toContain('left no record of the run');
  });

  it('tells suites of one task apart in the table', () => {
    const { rows } = verdictOf([suite('store:test', report(4), report(5))], new Map([['store:test', 0]]), 0);
    expect(formatTable(rows)).toBe(
      [
        'suite              passed  failed  skipped',
        'store:test (jest)       4       0        0',
        'store:test (jest)       5       0        0',
      ].join('\n'),
    );
  });

  it('tells at the end which tests failed and why, and not more than a screen of each', () => {
    const long = Array.from({ length: 60 }, (_, index) => `line ${index}`).join('\n');
    const text = formatFailures([
      suite('api:test', report(3), { ...report(1, 2), failures: ['puts\nexpected 1', `scans\n${long}`] }),
    ]);
    expect(text.split('\n').slice(0, 5)).toEqual(['api:test: puts', '  expected 1', '', 'api:test: scans', '  line 0']);
    expect(text.split('\n').at(-1)).toBe('  … 21 more lines above');
    expect(text.split('\n')).toHaveLength(44);
  });

  it('refuses a file that is not a report', () => {
    expect(parseReport('{"suite":"a","passed":1,"failed":0,"skipped":0}')).toEqual({ ...report(1), suite: 'a' });
    for (const text of [
      '{}',
      '{"suite":"a","passed":"1","failed":0,"skipped":0}',
      '{"suite":"a","passed":-1,"failed":0,"skipped":0}',
    ]) {
      expect(() => parseReport(text)).toThrow('not a test report');
    }
  });
});
