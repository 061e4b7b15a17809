import satisfies from 'spdx-satisfies';

/**
 * Whether an SPDX licence expression can be satisfied with licences of the list alone: every operand of an AND, one of
 * an OR. The form `MIT/Apache-2.0` of older crates means OR. Throws on what is not an expression, and on licences that
 * SPDX does not know.
 */
export function isAllowed(expression: string, allowed: ReadonlySet<string>): boolean {
  const text = expression
    .replaceAll('/', ' OR ')
    .replace(/(?<=\s)(?:and|or|with)(?=\s)/g, (word) => word.toUpperCase());
  try {
    return satisfies(text, [...allowed]);
  } catch (cause) {
    throw new Error(`"${expression}" is not an SPDX licence expression`, { cause });
  }
}
