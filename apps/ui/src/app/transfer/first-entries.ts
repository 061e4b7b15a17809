import { FileBroken } from './entry';
import { type Form, partsOf } from './file-parts';

/** What a file begins with, to be looked at before anything is written. */
export interface FirstEntries {
  readonly name: string;
  readonly bytes: number;
  readonly form: Form;
  readonly texts: readonly string[];
  /** Why it cannot be read. */
  readonly fault: string | undefined;
}

const LOOKED_AT_BYTES = 64 * 1024;
const ENTRIES = 3;
const CHARS_MAX = 240;

/** Reads the beginning of a file, and no more. */
export async function firstEntriesOf(file: File): Promise<FirstEntries> {
  const about = { name: file.name, bytes: file.size };
  try {
    for await (const { form, entries } of partsOf(file, LOOKED_AT_BYTES)) {
      const texts = entries.slice(0, ENTRIES).map(({ bytes }) => shortened(new TextDecoder().decode(bytes)));
      if (texts.length > 0) return { ...about, form, texts, fault: undefined };
    }
    return { ...about, form: 'lines', texts: [], fault: undefined };
  } catch (error) {
    const fault = error instanceof FileBroken ? error.message : String(error);
    return { ...about, form: 'lines', texts: [], fault };
  }
}

function shortened(text: string): string {
  const line = text.replaceAll(/\s*\n\s*/g, ' ');
  return line.length <= CHARS_MAX ? line : `${line.slice(0, CHARS_MAX)}…`;
}
