/** Those of the texts that follow each other, in this order. */
export function inOrder(stack: string, texts: readonly string[]): string[] {
  let from = 0;
  return texts.filter((text) => {
    const at = stack.indexOf(text, from);
    if (at >= 0) from = at + text.length;
    return at >= 0;
  });
}
