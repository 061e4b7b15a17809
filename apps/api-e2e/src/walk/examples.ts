/** A command of a document, and what the document says that it prints. */
export interface Example {
  /** The line of the document, from 1, at which the command begins. */
  readonly line: number;
  readonly command: string;
  readonly printed: readonly string[];
}

const FENCE = /^```(\w*)$/;

/**
 * How blocks of shell text are written. In `sh` a command goes up to the lines with `#` behind it, which are what it prints, or up to an empty
 * line; in `console` each `$` begins one, and what is behind it is printed.
 */
export const FORMS = {
  sh: { begins: '', prints: '# ' },
  console: { begins: '$ ', prints: '' },
} as const;

export type Form = keyof typeof FORMS;

/** The examples of a Markdown document, in their order: what stands in blocks of shell text that send something with `curl`, or call us. */
export function examplesOf(markdown: string): Example[] {
  return blocksOf(markdown.split('\n'))
    .filter(({ lines }) => lines.some((line) => /\bcurl |npm start --silent/.test(line)))
    .flatMap((block) => {
      if (block.form === 'sh') return commandsOf(block);
      if (block.form === 'console') return dialogueOf(block);
      throw new Error(`line ${block.line}: write \`\`\`sh before an example with curl, so that it is run`);
    });
}

interface Block {
  readonly form: string;
  /** That of its first line. */
  readonly line: number;
  readonly lines: readonly string[];
}

function blocksOf(lines: readonly string[]): Block[] {
  const blocks: Block[] = [];
  let begun: { readonly form: string; readonly line: number } | undefined;
  for (const [at, text] of lines.entries()) {
    const fence = FENCE.exec(text);
    if (fence === null) continue;
    if (begun === undefined) begun = { form: fence[1] ?? '', line: at + 2 };
    else {
      blocks.push({ ...begun, lines: lines.slice(begun.line - 1, at) });
      begun = undefined;
    }
  }
  return blocks;
}

function commandsOf({ line, lines }: Block): Example[] {
  const examples: { readonly line: number; command: string; readonly printed: string[] }[] = [];
  let isOver = true;
  for (const [at, text] of lines.entries()) {
    const last = examples.at(-1);
    if (last !== undefined && (text === '#' || text.startsWith(FORMS.sh.prints))) {
      last.printed.push(text.slice(FORMS.sh.prints.length));
      isOver = true;
    } else if (text === '') isOver = true;
    else if (isOver || last === undefined) {
      examples.push({ line: line + at, command: text, printed: [] });
      isOver = false;
    } else last.command += `\n${text}`;
  }
  return examples;
}

function dialogueOf({ line, lines }: Block): Example[] {
  const examples: { readonly line: number; readonly command: string; readonly printed: string[] }[] = [];
  const { begins } = FORMS.console;
  for (const [at, text] of lines.entries()) {
    if (text.startsWith(begins)) examples.push({ line: line + at, command: text.slice(begins.length), printed: [] });
    else examples.at(-1)?.printed.push(text);
  }
  return examples;
}
