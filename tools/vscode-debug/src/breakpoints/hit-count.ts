const HIT_CONDITION = /^\s*(==|>=|<=|>|<|%)?\s*(\d+)\s*$/;

/** Whether the `count`-th hit, from 1, is one to stop at: `5`, `>= 5`, `% 2`. Anything else never filters. */
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
