import { type DataCommandOf } from '../../config/data-command.js';
import { StartupError } from '../../config/startup-error.js';
import { countText } from '../figures.js';
import { toStartupError } from '../to-startup-error.js';
import { type DataTarget, type ImportOutcome } from './data-target.js';
import { type DocumentTerminal } from './document-terminal.js';
import { ImportBrokenOff } from './import-broken-off.js';
import { inputOf } from './input.js';

/** LIMIT: how often the progress is shown, in milliseconds. */
const PROGRESS_MS = 100;

export async function importDocuments(
  { source, format, createOnly, json }: DataCommandOf<'import'>,
  target: DataTarget,
  { signal, output, progress }: DocumentTerminal,
): Promise<void> {
  const { pieces, bytesAll } = inputOf(source, signal);
  const show = progress.show('reading');
  const text = show === undefined ? pieces : shown(pieces, (bytes) => show({ bytes, bytesAll }));
  let outcome: ImportOutcome;
  try {
    outcome = await target.import(text, { format, createOnly });
  } catch (error) {
    throw error instanceof ImportBrokenOff ? withOutcome(error) : error;
  }
  const { documents, revision } = outcome;
  progress.clear();
  const at = revision === undefined ? '' : `, up to revision ${revision}`;
  const jsonText = `{"documents":${documents}${revision === undefined ? '' : `,"revision":"${revision}"`}}`;
  output.add(json ? `${jsonText}\n` : `Imported ${countText(documents, 'document')}${at}.\n`);
  await output.flush();
}

/** The reason, and what is committed all the same. */
function withOutcome({ cause, done: { documents, revision } }: ImportBrokenOff): unknown {
  const error = toStartupError(cause);
  if (!(error instanceof StartupError)) return error;
  const committed =
    documents === 0
      ? 'nothing is committed'
      : `${countText(documents, 'document')} before it are committed, up to revision ${revision}`;
  return new StartupError(error.code, error.exitCode, `${error.message}: ${committed}`, { cause: error });
}

async function* shown(
  pieces: AsyncIterable<Uint8Array>,
  show: (bytes: number) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  let bytes = 0;
  let shownAt = 0;
  for await (const piece of pieces) {
    bytes += piece.length;
    if (performance.now() - shownAt >= PROGRESS_MS) {
      show(bytes);
      shownAt = performance.now();
    }
    yield piece;
  }
}
