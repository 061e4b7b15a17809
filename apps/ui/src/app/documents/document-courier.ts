import { HttpClient, HttpErrorResponse, type HttpHeaders } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { paths, writeResultSchema } from '@bimetal/contract';
import { firstValueFrom, map, type Observable } from 'rxjs';
import { type Found } from './document-state';

/** What the page takes the store to have: a text, with its revision where the page knows it, or no document. */
export type Seen = { readonly text: string; readonly revision: string | undefined } | undefined;

/** What became of a write: made, or not made, since the store has something else than what was seen. */
export type Outcome = { readonly revision: string } | { readonly found: Found | undefined };

/** The condition of a write, as headers. */
type Condition = { readonly 'if-match': string } | { readonly 'if-none-match': string };

/** No document has this revision. The server tells the revision of a document to who names one. */
const NO_REVISION = '"0"';

/**
 * Carries single documents to and from the server, as text: a value that JavaScript parsed would not come back as it was.
 *
 * INVARIANT: every write is conditional, so that nothing is replaced or removed that its maker had not seen.
 */
@Injectable({ providedIn: 'root' })
export class DocumentCourier {
  readonly #http = inject(HttpClient);

  /** The document; undefined when there is none. */
  get(key: string): Promise<Found | undefined> {
    const options = { headers: { 'if-none-match': NO_REVISION }, observe: 'response', responseType: 'text' } as const;
    const answer = this.#http.get(paths.document(key), options);
    return unless(404, answer.pipe(map(({ body, headers }) => ({ text: body ?? '', revision: revisionOf(headers) }))));
  }

  /** Sets the document if the store has what was seen. */
  set(key: string, text: string, seen: Seen): Promise<Outcome> {
    return this.#write(key, seen, (condition) => {
      const headers = { 'content-type': 'application/json', ...condition };
      return this.#http.post(paths.document(key), text, { headers });
    });
  }

  /** Removes the document if the store has what was seen. */
  remove(key: string, seen: NonNullable<Seen>): Promise<Outcome> {
    return this.#write(key, seen, (condition) => this.#http.delete(paths.document(key), { headers: { ...condition } }));
  }

  /** A revision that is not known, or no longer right, is looked up: what was seen is its text, and the same text may be set again. */
  async #write(key: string, seen: Seen, request: (condition: Condition) => Observable<unknown>): Promise<Outcome> {
    let revision = seen?.revision;
    // LIMIT: each further round means that somebody else wrote, and left what was seen as it was.
    for (;;) {
      if (seen === undefined || revision !== undefined) {
        const condition = seen === undefined ? { 'if-none-match': '*' } : { 'if-match': `"${revision}"` };
        const answer = await unless(412, request(condition));
        if (answer !== undefined) return { revision: writeResultSchema.parse(answer).revision };
      }
      const found = await this.get(key);
      if (found?.text !== seen?.text) return { found };
      revision = found?.revision;
    }
  }
}

/** What was asked for; undefined when the answer is of the status that says that it cannot be. */
async function unless<T>(status: number, asked: Observable<T>): Promise<T | undefined> {
  try {
    return await firstValueFrom(asked);
  } catch (error) {
    if (error instanceof HttpErrorResponse && error.status === status) return undefined;
    throw error;
  }
}

/** A text that comes compressed has a tag that says so (`"42-gzip"`); a proxy that compresses makes the tag a weak one. */
function revisionOf(headers: HttpHeaders): string {
  const revision = /^(?:W\/)?"(\d+)(?:-[a-z]+)?"$/.exec(headers.get('etag') ?? '')?.[1];
  if (revision === undefined)
    throw new Error('It does not say which revision it has (ETag): does a proxy take that away?');
  return revision;
}
