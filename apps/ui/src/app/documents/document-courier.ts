import { HttpClient } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { paths, writeResultSchema } from '@bimetal/contract';
import { firstValueFrom, map } from 'rxjs';

const JSON_BODY = { headers: { 'content-type': 'application/json' } };

/** Carries single documents to and from the server, as text: a value that JavaScript parsed would not come back as it was. */
@Injectable({ providedIn: 'root' })
export class DocumentCourier {
  readonly #http = inject(HttpClient);

  get(key: string): Promise<string> {
    return firstValueFrom(this.#http.get(paths.document(key), { responseType: 'text' }));
  }

  /** Sets the document and gives the revision of that write. */
  set(key: string, text: string): Promise<string> {
    return firstValueFrom(this.#http.post(paths.document(key), text, JSON_BODY).pipe(map(revisionOf)));
  }

  remove(key: string): Promise<string> {
    return firstValueFrom(this.#http.delete(paths.document(key)).pipe(map(revisionOf)));
  }
}

function revisionOf(answer: unknown): string {
  return writeResultSchema.parse(answer).revision;
}
