import { existsSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { type DataCommandOf } from '../../config/data-command.js';
import { configError, exitCodes, StartupError } from '../../config/startup-error.js';
import { countText } from '../figures.js';
import { type DataTarget } from './data-target.js';
import { onOneLine } from './document-line.js';
import { type DocumentTerminal } from './document-terminal.js';
import { listed } from './listed.js';
import { Output } from './output.js';

export async function exportDocuments(
  command: DataCommandOf<'export'>,
  target: DataTarget,
  terminal: DocumentTerminal,
): Promise<void> {
  const { file, json } = command;
  if (file === undefined) {
    await write(command, target, terminal.output, undefined);
    return;
  }
  const documents = await writeFile(file, command, target, terminal);
  terminal.progress.clear();
  terminal.output.add(
    json ? `{"documents":${documents}}\n` : `Exported ${countText(documents, 'document')} to ${file}.\n`,
  );
  await terminal.output.flush();
}

/** Writes a file that appears when it is complete and on disk. */
async function writeFile(
  file: string,
  command: DataCommandOf<'export'>,
  target: DataTarget,
  { progress }: DocumentTerminal,
): Promise<number> {
  if (!command.force && existsSync(file))
    throw configError(`${file} is there already: name another file, or say --force`);
  const unfinished = `${file}.unfinished-${process.pid}`;
  try {
    const handle = await open(unfinished, 'wx');
    try {
      const output = new Output(handle.createWriteStream({ autoClose: false }), file);
      const documents = await write(command, target, output, progress.show('writing'));
      await handle.sync();
      await handle.close();
      await rename(unfinished, file);
      return documents;
    } finally {
      await handle.close();
    }
  } catch (error) {
    await rm(unfinished, { force: true });
    if (error instanceof StartupError || (error as NodeJS.ErrnoException).syscall === undefined) throw error;
    throw new StartupError('IO', exitCodes.failed, `${file} cannot be written to: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/** Writes the documents in the form that is asked for. Resolves with how many they were. */
async function write(
  { range, format }: DataCommandOf<'export'>,
  target: DataTarget,
  output: Output,
  show: ReturnType<DocumentTerminal['progress']['show']>,
): Promise<number> {
  const isArray = format === 'json';
  let documents = 0;
  let bytes = 0;
  if (isArray) output.add('[');
  for await (const some of listed(target, range, { form: { include: ['expires'] } })) {
    for (const document of some) {
      if (isArray && documents > 0) output.add(',\n');
      const text = isArray ? document : onOneLine(document);
      output.add(text);
      if (!isArray) output.add('\n');
      documents += 1;
      bytes += text.length;
    }
    await output.flush();
    show?.({ bytes, bytesAll: 0 });
  }
  if (isArray) output.add(']\n');
  await output.flush();
  return documents;
}
