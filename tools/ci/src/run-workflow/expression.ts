/** What `${{ }}` may name: `matrix`, `inputs`, `github`, … */
export type Context = Record<string, Record<string, unknown>>;

const TOKEN = /\s*(?:(&&|\|\||==|!=|[!()])|'((?:[^']|'')*)'|([\w-]+(?:\.[\w-]+)*)(\(\))?)/y;

/**
 * Evaluates an expression of a workflow: names, strings, `==`, `!=`, `!`, `&&`, `||`, brackets, and the four functions of
 * state. Throws on anything else, so that nothing is run on a guess.
 */
export function evaluate(expression: string, context: Context, hasFailed = false): unknown {
  const tokens: RegExpExecArray[] = [];
  TOKEN.lastIndex = 0;
  while (expression.slice(TOKEN.lastIndex).trim()) {
    const at = TOKEN.lastIndex;
    const token = TOKEN.exec(expression);
    if (!token) throw new Error(`This is not understood: ${expression.slice(at)}`);
    tokens.push(token);
  }
  let next = 0;
  const takes = (operator: string) => tokens[next]?.[1] === operator && Boolean(++next);

  const or = (): unknown => {
    let value = and();
    while (takes('||')) {
      const other = and();
      value = value || other;
    }
    return value;
  };
  const and = (): unknown => {
    let value = comparison();
    while (takes('&&')) {
      const other = comparison();
      value = value && other;
    }
    return value;
  };
  const comparison = (): unknown => {
    const value = single();
    if (takes('==')) return value === single();
    if (takes('!=')) return value !== single();
    return value;
  };
  const single = (): unknown => {
    if (takes('!')) return !single();
    if (takes('(')) {
      const value = or();
      if (!takes(')')) throw new Error(`A bracket stays open: ${expression}`);
      return value;
    }
    const [, operator, text, name, call] = tokens[next++] ?? [];
    if (text !== undefined) return text.replaceAll("''", "'");
    if (name === undefined || operator) throw new Error(`This is not understood: ${expression}`);
    return call ? state(name, hasFailed) : lookUp(name, context);
  };

  const value = or();
  if (next < tokens.length) throw new Error(`This is not understood: ${expression}`);
  return value;
}

function state(name: string, hasFailed: boolean): boolean {
  const states: Record<string, boolean> = { always: true, success: !hasFailed, failure: hasFailed, cancelled: false };
  const value = states[name];
  if (value === undefined) throw new Error(`The function ${name}() is not known here.`);
  return value;
}

function lookUp(name: string, context: Context): unknown {
  if (name === 'true' || name === 'false') return name === 'true';
  const [group = '', ...rest] = name.split('.');
  const values = context[group];
  if (!values) throw new Error(`${name} is not known here.`);
  return values[rest.join('.')] ?? '';
}

/** A text with all its `${{ }}` in place. */
export function substitute(text: string, context: Context): string {
  return text.replace(/\$\{\{(.*?)\}\}/gs, (_whole, expression: string) => String(evaluate(expression, context)));
}

/** Whether a step runs: without a function of state in its condition, only while nothing has failed. */
export function runs(condition: string | boolean | undefined, context: Context, hasFailed: boolean): boolean {
  if (condition === undefined) return !hasFailed;
  const expression = String(condition).replace(/^\$\{\{(.*)\}\}$/s, '$1');
  if (!/\b(always|success|failure|cancelled)\(\)/.test(expression) && hasFailed) return false;
  return Boolean(evaluate(expression, context, hasFailed));
}
