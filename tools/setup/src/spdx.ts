/** One licence of an SPDX expression, with its exception if it has one: `Apache-2.0 WITH LLVM-exception`. */
type Licence = { kind: 'licence'; name: string };
type Expression = Licence | { kind: 'and' | 'or'; operands: Expression[] };

/**
 * Whether an SPDX licence expression can be satisfied with licences of the list alone: every operand of an AND, one of
 * an OR. The form `MIT/Apache-2.0` of older crates means OR. Throws on what is not an expression.
 * Source: the SPDX specification 2.3, annex D.
 */
export function isAllowed(expression: string, allowed: ReadonlySet<string>): boolean {
  return satisfies(parse(expression), allowed);
}

function satisfies(expression: Expression, allowed: ReadonlySet<string>): boolean {
  if (expression.kind === 'licence') return allowed.has(expression.name);
  const holds = (operand: Expression) => satisfies(operand, allowed);
  return expression.kind === 'and' ? expression.operands.every(holds) : expression.operands.some(holds);
}

function parse(text: string): Expression {
  const tokens = text.replaceAll('/', ' OR ').match(/[()]|[A-Za-z0-9.+:-]+/g) ?? [];
  let position = 0;

  function fail(): never {
    throw new Error(`"${text}" is not an SPDX licence expression`);
  }

  // OR binds weakest, then AND, then WITH.
  function parseOr(): Expression {
    return parseChain('OR', 'or', () => parseChain('AND', 'and', parseOne));
  }

  function parseChain(word: string, kind: 'and' | 'or', next: () => Expression): Expression {
    const operands = [next()];
    while (tokens[position]?.toUpperCase() === word) {
      position++;
      operands.push(next());
    }
    const [only] = operands;
    return operands.length === 1 && only ? only : { kind, operands };
  }

  function parseOne(): Expression {
    const token = tokens[position++];
    if (token === '(') {
      const inner = parseOr();
      if (tokens[position++] !== ')') fail();
      return inner;
    }
    if (!token || token === ')' || /^(AND|OR|WITH)$/i.test(token)) fail();
    if (tokens[position]?.toUpperCase() !== 'WITH') return { kind: 'licence', name: token };
    position++;
    const exception = tokens[position++] ?? fail();
    return { kind: 'licence', name: `${token} WITH ${exception}` };
  }

  const expression = parseOr();
  if (position !== tokens.length) fail();
  return expression;
}
