import { type Refused } from './import-job';

/** What was refused and why, a line of JSON each. */
export function reportOf(files: readonly File[], refused: readonly Refused[]): Blob {
  const lines = refused.map(({ file, number, at, code, cause }) =>
    JSON.stringify({ file: files[file]?.name, number, byte: at, code, cause }),
  );
  return new Blob([lines.map((line) => `${line}\n`).join('')], { type: 'application/x-ndjson' });
}

/** The entries themselves, a line each, to be mended and taken in again. They are parts of the files, which are not read for it. */
export function entriesOf(files: readonly File[], refused: readonly Refused[]): Blob {
  const parts = refused.flatMap(({ file, at, bytes }) => {
    const from = files[file];
    return from === undefined || bytes === 0 ? [] : [from.slice(at, at + bytes), '\n'];
  });
  return new Blob(parts, { type: 'application/x-ndjson' });
}
