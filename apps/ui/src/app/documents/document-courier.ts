import { HttpClient, HttpErrorResponse } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { paths, writeResultSchema } from '@bimetal/contract';
import { firstValueFrom, map } from 'rxjs';

const JSON_BODY = { headers: { 'content-type': 'application/json' } };

/** Carries single documents to and from the server, as text: a value that JavaScript parsed would not come back as it was. */
@Injectable({ providedIn: 'root' })
export class DocumentCourier {
  readonly #http = inject(HttpClient);

  /** The document's text; undefined when there is no such document. */
  get(key: string): Promise<string | undefined> {
    return unless(404, firstValueFrom(this.#http.get(paths.document(key), { responseType: 'text' })));
  }

  /** Sets a document that is not there yet; undefined, and nothing was written, when there is one. */
  create(key: string, text: string): Promise<string | undefined> {
    const headers = { ...JSON_BODY.headers, 'if-none-match': '*' };
    return unless(412, firstValueFrom(this.#http.post(paths.document(key), text, { headers }).pipe(map(revisionOf))));
  }

  /** Sets the document and gives the revision of that write. */
  set(key: string, text: string): Promise<string> {
    return firstValueFrom(this.#http.post(paths.document(key), text, JSON_BODY).pipe(map(revisionOf)));
  }

  remove(key: string): Promise<string> {
    return firstValueFrom(this.#http.delete(paths.document(key)).pipe(map(revisionOf)));
  }
}

/** What was asked for; undefined when the answer is of the status that says that it cannot be. */
async function unless<T>(status: number, asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof HttpErrorResponse && error.status === status) return undefined;
    throw error;
  }
}

function revisionOf(answer: unknown): string {
  return writeResultSchema.parse(answer).revision;
}
