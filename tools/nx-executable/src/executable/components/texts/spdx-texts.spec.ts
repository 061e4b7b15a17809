import { isSpdxLicence, licencesNamed, missingTexts } from './spdx-texts.ts';

describe('the texts that SPDX publishes', () => {
  const text = (licence: string) => missingTexts(licence, [])[0]?.text ?? '';
  const missing = (expression: string, ...texts: string[]) =>
    missingTexts(
      expression,
      texts.map((one) => ({ title: 'LICENSE', text: one })),
    ).map(({ title }) => title);

  it.each([
    ['MIT', ['MIT']],
    ['MIT/Apache-2.0', ['MIT', 'Apache-2.0']],
    ['(MIT or Apache-2.0) AND Unicode-3.0', ['MIT', 'Apache-2.0', 'Unicode-3.0']],
    ['Apache-2.0 WITH LLVM-exception OR Apache-2.0', ['Apache-2.0']],
  ])('are asked for by the names in %s', (expression, names) => {
    expect(licencesNamed(expression)).toEqual(names);
  });

  it('stand in when a package only names its licences', () => {
    expect(missing('MIT OR Apache-2.0')).toEqual(['MIT, as SPDX publishes it', 'Apache-2.0, as SPDX publishes it']);
    expect(text('MIT')).toMatch('without restriction');
  });

  it('stand in when the file of a package only points to its licence', () => {
    expect(missing('Apache-2.0', 'Under Apache 2.0, see https://www.apache.org/licenses/LICENSE-2.0.')).toHaveLength(1);
  });

  it('do not when the text is there, with its own names and line breaks', () => {
    const own = text('MIT').replace('<year> <copyright holders>', '2026 Somebody').split(/\s+/).join('\n');
    expect(missing('MIT', own)).toEqual([]);
  });

  it('do not when one of a choice is there, and do when one of a conjunction is not', () => {
    expect(missing('MIT OR Apache-2.0', text('Apache-2.0'))).toEqual([]);
    expect(missing('MIT AND Apache-2.0', text('Apache-2.0'))).toEqual(['MIT, as SPDX publishes it']);
  });

  it('are none for a name that is not in the list', () => {
    expect(missing('SEE LICENSE IN terms.txt')).toEqual([]);
    expect(isSpdxLicence('../index')).toBe(false);
  });
});
