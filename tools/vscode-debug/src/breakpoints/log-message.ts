/** Fills `{expression}` in the message of a log point by evaluating what stands in the braces. */
export async function logText(message: string, evaluate: (expression: string) => Promise<string>): Promise<string> {
  let text = '';
  // One after the other: each may stop the program for a moment.
  for (const [index, part] of message.split(/\{([^{}]*)\}/).entries()) {
    text += index % 2 === 0 ? part : await evaluate(part).catch((error: Error) => `<${error.message.split('\n')[0]}>`);
  }
  return text;
}
