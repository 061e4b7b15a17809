const HIT_CONDITION = /^\s*(==|>=|<=|>|<|%)?\s*(\d+)\s*$/;

/** What no hit is: they count from 1. */
const NEVER = /^\s*(?:(?:==|<=|%)?\s*0+|<\s*0*[01])\s*$/;

/** Why a hit count cannot be followed; undefined where it can, or where there is none. */
export function hitCountMistake(condition: string | undefined): string | undefined {
  if (!condition?.trim()) return undefined;
  if (!HIT_CONDITION.test(condition))
    return `The hit count "${condition}" is neither a number nor a comparison with one: write 5, >= 5 or % 2.`;
  return NEVER.test(condition) ? `The hit count "${condition}" never comes: hits count from 1.` : undefined;
}

/** Whether the `count`-th hit, from 1, is one to stop at: `5`, `>= 5`, `% 2`. */
export function hitCounts(condition: string | undefined, count: number): boolean {
  const match = HIT_CONDITION.exec(condition ?? '');
  if (!match) return true;
  const number = Number(match[2]);
  switch (match[1] ?? '==') {
    case '>=':
      return count >= number;
    case '<=':
      return count <= number;
    case '>':
      return count > number;
    case '<':
      return count < number;
    case '%':
      return number > 0 && count % number === 0;
    default:
      return count === number;
  }
}
