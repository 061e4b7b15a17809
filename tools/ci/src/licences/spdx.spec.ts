import { isAllowed } from './spdx.ts';

const allowed = new Set(['MIT', 'Apache-2.0', 'Apache-2.0 WITH LLVM-exception', 'Unicode-3.0']);

describe('SPDX expressions', () => {
  it.each([
    ['MIT', true],
    ['GPL-3.0-only', false],
    ['MIT OR Apache-2.0', true],
    ['GPL-3.0-only OR MIT', true],
    ['GPL-3.0-only or MIT', true],
    ['MIT OR LGPL-2.1-or-later', true],
    ['MIT AND GPL-3.0-only', false],
    ['(MIT OR Apache-2.0) AND Unicode-3.0', true],
    ['(MIT OR GPL-2.0-only) AND LGPL-3.0-only', false],
    ['MIT OR Apache-2.0 AND GPL-3.0-only', true],
    ['(MIT OR Apache-2.0) AND (GPL-3.0-only OR LGPL-2.1-only)', false],
    ['Apache-2.0 WITH LLVM-exception', true],
    ['GPL-2.0-only WITH Classpath-exception-2.0', false],
    ['MIT/Apache-2.0', true],
    ['GPL-3.0/LGPL-3.0', false],
  ])('%s: %s', (expression, expected) => {
    expect(isAllowed(expression, allowed)).toBe(expected);
  });

  it.each([
    '',
    'MIT OR',
    'AND MIT',
    '(MIT',
    'MIT)',
    'MIT Apache-2.0',
    'MIT WITH',
    'MIT WITH Something-odd',
    'SEE LICENSE IN file',
  ])('refuses "%s"', (text) => {
    expect(() => isAllowed(text, allowed)).toThrow('is not an SPDX licence expression');
  });
});
