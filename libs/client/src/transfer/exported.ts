import { paths } from '@bimetal/contract/routes';
import { type ListOptions, queryOf } from '../list.js';
import { streamedBytes } from '../streamed-bytes.js';
import { type Transport } from '../transport.js';

/** A line for each document, or one array of them. */
export type ExportForm = 'lines' | 'array';

export interface ExportOptions extends Pick<
  ListOptions,
  'prefix' | 'from' | 'to' | 'after' | 'before' | 'where' | 'fields' | 'include' | 'revision' | 'signal' | 'timeoutMs'
> {
  readonly form: ExportForm;
}

type Bytes = Uint8Array<ArrayBuffer>;
type Pieces = AsyncGenerator<Bytes, void, undefined>;

const LINES_TYPE = 'application/x-ndjson';
const [OPENING, COMMA, CLOSING] = ['[', ',', ']'].map((sign) => new TextEncoder().encode(sign)) as [
  Bytes,
  Bytes,
  Bytes,
];

/** The path of a list without pages: what a link of a page names, for a browser to save. */
export function exportPath(options: Omit<ExportOptions, 'form'>): string {
  const query = queryOf(options);
  return query === '' ? paths.documents : `${paths.documents}?${query}`;
}

/**
 * A range of documents as one text. A search has parts, since the server looks at so many documents a request: they are asked for one
 * after the other, and joined. Where it breaks off it fails, and what came until then is not whole.
 */
export async function* exported(transport: Transport, { form, ...options }: ExportOptions): Pieces {
  const { signal, timeoutMs: silenceMs = transport.timeoutMs } = options;
  const headers = form === 'lines' ? { accept: LINES_TYPE } : undefined;
  let path: string | undefined = exportPath(options);
  let isBegun = false;
  if (form === 'array') yield OPENING;
  while (path !== undefined) {
    let next: string | undefined;
    const onHead = (head: Headers): void => void (next = nextOf(head));
    const pieces: Pieces = streamedBytes(transport, path, { signal, silenceMs, headers, onHead });
    let isFirst = true;
    for await (const piece of form === 'array' ? withoutBrackets(pieces) : pieces) {
      if (form === 'array' && isFirst && isBegun) yield COMMA;
      [isFirst, isBegun] = [false, true];
      yield piece;
    }
    path = next;
  }
  if (form === 'array') yield CLOSING;
}

/** What stands between the brackets of an array, which are its first byte and its last one; nothing of an empty one. */
async function* withoutBrackets(pieces: Pieces): Pieces {
  let isFirst = true;
  let held: Bytes | undefined;
  for await (const piece of pieces) {
    const bytes = isFirst ? piece.subarray(1) : piece;
    isFirst &&= piece.length === 0;
    if (bytes.length === 0) continue;
    if (held !== undefined) yield held;
    if (bytes.length > 1) yield bytes.subarray(0, -1);
    held = bytes.subarray(-1);
  }
}

/** Where a search goes on, of the header `Link` (RFC 8288). */
function nextOf(head: Headers): string | undefined {
  return /<([^>]*)>; rel="next"/.exec(head.get('link') ?? '')?.[1];
}
