/** A test as SECURITY.md names it: a file, and what the test is called in it. */
export interface NamedTest {
  readonly file: string;
  readonly name: string;
}

/** `path/of.spec.ts`: "name", as often as a row has it. */
const NAMED = /`([^`]+\.(?:spec\.ts|rs))`: "([^"]+)"/g;

/** The rows of the table of threats, each with the tests that show its answer. */
export function threatsIn(text: string): { readonly threat: string; readonly tests: readonly NamedTest[] }[] {
  const [, table = ''] = /\n## Threats and answers\n([\s\S]*?)(?=\n## |$)/.exec(text) ?? [];
  const rows = table.split('\n').filter((line) => line.startsWith('|'));
  // The first two are the head.
  return rows.slice(2).map((row) => {
    const threat = row.split('|')[1]?.trim() ?? '';
    const tests = [...row.matchAll(NAMED)].map(([, file = '', name = '']) => ({ file, name }));
    return { threat, tests };
  });
}

/** What of the named tests is not there. `read` gives the text of a file, or undefined. */
export function missingTests(text: string, read: (file: string) => string | undefined): string[] {
  return threatsIn(text).flatMap(({ threat, tests }) => {
    if (tests.length === 0) return [`"${threat}" names no test`];
    return tests.flatMap(({ file, name }) => {
      const source = read(file);
      if (source === undefined) return [`"${threat}" names ${file}, which is not there`];
      return source.includes(name) ? [] : [`"${threat}" names the test "${name}", which ${file} does not have`];
    });
  });
}
