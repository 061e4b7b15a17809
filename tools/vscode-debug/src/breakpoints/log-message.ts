import { Script } from 'node:vm';

/** Up to the next brace that opens an expression. */
const PLAIN = /^(?:\\[{}]|[^{])*/;

/** Fills `{expression}` in the message of a log point by evaluating what stands in the braces. Behind a `\` a brace is a brace. */
export async function logText(message: string, evaluate: (expression: string) => Promise<string>): Promise<string> {
  let text = '';
  for (let rest = message; rest !== '';) {
    const plain = PLAIN.exec(rest)?.[0] ?? '';
    text += plain.replace(/\\([{}])/g, '$1');
    rest = rest.slice(plain.length);
    const expression = expressionAt(rest);
    if (expression === undefined) return text + rest;
    // One after the other: each may stop the program for a moment. Nothing in braces is no expression.
    text += expression.trim() === '' ? `{${expression}}` : await valueOf(expression, evaluate);
    rest = rest.slice(expression.length + 2);
  }
  return text;
}

function valueOf(expression: string, evaluate: (expression: string) => Promise<string>): Promise<string> {
  // In brackets, what begins with a brace is an object and no block.
  const text = expression.trimStart().startsWith('{') ? `(${expression})` : expression;
  return evaluate(text).catch((error: Error) => `<${error.message.split('\n')[0]}>`);
}

/** What the braces hold that the text begins with: there may be braces inside. None where they are not closed. */
function expressionAt(text: string): string | undefined {
  const ends = [...text.matchAll(/\}/g)].map(({ index }) => index);
  const end = ends.find((each) => isExpression(text.slice(1, each))) ?? ends[0];
  return end === undefined ? undefined : text.slice(1, end);
}

function isExpression(text: string): boolean {
  try {
    new Script(`(${text}\n)`);
    return true;
  } catch {
    return false;
  }
}
