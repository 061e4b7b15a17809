import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Example, examplesOf } from './examples.ts';
import { runExamples } from './run-examples.ts';
import { shown } from './shown.ts';

/** The server of documents that do not say `$URL`. */
const URL_DOCUMENTED = 'http://127.0.0.1:5000';

/** What a document says, and what is so. */
export interface Walked {
  readonly documented: readonly Example[];
  readonly found: readonly Example[];
  /** What a command behind the last example has printed. */
  readonly last: string;
}

/**
 * Runs the examples of a document of the workspace on a server, in a folder. With UPDATE_EXPECT=1 it writes what they print into the document,
 * in place of what is documented and is not so.
 */
export async function walked(path: string, url: string, folder: string, last = ':'): Promise<Walked> {
  const file = fileURLToPath(new URL(`../../../../${path}`, import.meta.url));
  const text = readFileSync(file, 'utf8');
  const documented = examplesOf(text);
  const commands = [...documented, { line: 0, command: last, printed: [] }].map((example) => ({
    ...example,
    command: example.command.replaceAll(URL_DOCUMENTED, url),
  }));
  const printed = await runExamples(commands, folder, { URL: url });
  const found = documented.map((example, at) => ({ ...example, printed: shown(printed[at] ?? [], example.printed) }));
  if (process.env['UPDATE_EXPECT'] !== '1') return { documented, found, last: printed.at(-1)?.join('\n') ?? '' };
  writeFileSync(file, updated(text, documented, found));
  return { documented: found, found, last: printed.at(-1)?.join('\n') ?? '' };
}

function updated(text: string, documented: readonly Example[], found: readonly Example[]): string {
  const lines = text.split('\n');
  for (const [at, { line, command, printed }] of [...documented.entries()].reverse()) {
    const isDialogue = lines[line - 1]?.startsWith('$ ') === true;
    const texts = (found[at]?.printed ?? []).map((shownText) => (isDialogue ? shownText : `# ${shownText}`.trimEnd()));
    lines.splice(line - 1 + command.split('\n').length, printed.length, ...texts);
  }
  return lines.join('\n');
}
