import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { missingTests, threatsIn } from './named-tests.ts';

const read = (file: string): string | undefined => {
  const path = fileURLToPath(new URL(`../../../../${file}`, import.meta.url));
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
};

const table = (...rows: string[]): string =>
  ['# Security', '', '## Threats and answers', '', '| threat | answer | test |', '| --- | --- | --- |', ...rows].join(
    '\n',
  );

describe('SECURITY.md', () => {
  it('has a test for each threat, and each is there', () => {
    const text = read('SECURITY.md') ?? '';
    expect(threatsIn(text).length).toBeGreaterThan(15);
    expect(missingTests(text, read)).toEqual([]);
  });

  it('is told what it names and is not there', () => {
    const text = table(
      '| a | b | `a.spec.ts`: "one", `b.spec.ts`: "two" |',
      '| c | d | |',
      '| e | f | `a.spec.ts`: "three" |',
    );
    expect(missingTests(text, (file) => (file === 'a.spec.ts' ? "it('one')" : undefined))).toEqual([
      '"a" names b.spec.ts, which is not there',
      '"c" names no test',
      '"e" names the test "three", which a.spec.ts does not have',
    ]);
  });
});
