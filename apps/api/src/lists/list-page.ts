import { type Place } from '@bimetal/bindings';

/** A text in chunks, and where it stopped. A chunk is valid until the next one is asked for. */
export type Chunks = AsyncGenerator<Uint8Array, Place | undefined, undefined>;

/** The beginning of a list, which is looked at before the answer begins: headers tell what follows. */
export interface ListPage {
  /** All of the text, when that is known already. */
  readonly whole: Uint8Array | undefined;
  /** So long its text is at least, in bytes. */
  readonly bytesMin: number;
  /** Behind what it stops; undefined when nothing is left, or when it is not known yet. */
  readonly place: Place | undefined;
  readonly chunks: Chunks;
}

/** LIMIT: what is kept of a page to look behind it, in bytes. A larger chunk holds one large document. */
const KEPT_BYTES_MAX = 256 * 1024;

/**
 * Looks where a page ends, because `Link` stands before its text. Most pages are one chunk, and then all is done. A longer one is
 * read twice: to hold all of it would take as much memory as somebody asks for.
 */
export async function readPage(open: () => Chunks): Promise<ListPage> {
  const chunks = open();
  const first = await chunks.next();
  if (first.done === true) return { whole: new Uint8Array(0), bytesMin: 0, place: first.value, chunks };
  // Its buffer is used again for the next chunk.
  const kept = first.value.length <= KEPT_BYTES_MAX ? first.value.slice() : undefined;
  const bytesMin = first.value.length;
  let next = await chunks.next();
  if (next.done === true && kept !== undefined) return { whole: kept, bytesMin, place: next.value, chunks };
  while (next.done !== true) next = await chunks.next();
  return { whole: undefined, bytesMin, place: next.value, chunks: open() };
}

/** A text whose first chunk is read at once, so that a scan that cannot begin is refused before the answer does. */
export async function readBeginning(chunks: Chunks): Promise<ListPage> {
  const first = await chunks.next();
  const bytesMin = first.done === true ? 0 : first.value.length;
  return { whole: undefined, bytesMin, place: undefined, chunks: begun(chunks, first) };
}

/** Chunks of which the first was asked for already. */
async function* begun(chunks: Chunks, first: IteratorResult<Uint8Array, Place | undefined>): Chunks {
  try {
    if (first.done === true) return first.value;
    yield first.value;
    return yield* chunks;
  } finally {
    await chunks.return(undefined);
  }
}

/** A text with something before and behind it, the same in one piece or in chunks. */
export async function* between(before: string, chunks: Chunks, behind: string): Chunks {
  try {
    yield Buffer.from(before);
    const place = yield* chunks;
    yield Buffer.from(behind);
    return place;
  } finally {
    await chunks.return(undefined);
  }
}
