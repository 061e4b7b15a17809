import { HttpClient, HttpErrorResponse, type HttpEvent, HttpEventType } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { type Key } from '@bimetal/bindings/browser';
import { paths } from '@bimetal/contract';
import { lastValueFrom, takeWhile } from 'rxjs';
import { type ListedDocument, ListingScan } from './document-listing';
import { JsonBroken } from './json-scanner';
import { type ListPage } from './list-page';

/** LIMIT: a page of the list ends behind the document with which it has so many, or so many characters. A store may have millions of documents, and one may have megabytes. */
const DOCUMENTS_MAX = 1_000;
const CHARS_MAX = 32 * 1024 * 1024;

/** A page of the list as far as it came. */
export interface ReadPage extends ListPage {
  /** Why it came no further. */
  readonly failure: unknown;
}

/** Brings the list from the server in pages: reads as much as a page may have, and leaves the rest there. */
@Injectable({ providedIn: 'root' })
export class ListCourier {
  readonly #http = inject(HttpClient);

  /** The page behind a key, or the first one. */
  async read(after: Key | undefined): Promise<ReadPage> {
    const intake = new PageIntake();
    const path = after === undefined ? paths.documents : paths.documentsAfter(`${after}`);
    const options = { observe: 'events', reportDownloadProgress: true, responseType: 'text' } as const;
    try {
      // Who has enough goes away, and the server reads no further.
      await lastValueFrom(this.#http.get(path, options).pipe(takeWhile((event) => intake.wants(event))), {
        defaultValue: undefined,
      });
      return { after, documents: intake.documents, isLast: intake.isLast, failure: undefined };
    } catch (error) {
      return { after, documents: intake.documents, isLast: false, failure: intake.isBegun ? brokenOff(error) : error };
    }
  }
}

/** A list that had begun and then stopped; unless the browser could not hold any more of it. */
function brokenOff(error: unknown): unknown {
  const isTooLong = error instanceof HttpErrorResponse && error.error instanceof RangeError;
  return isTooLong ? error : new JsonBroken('The list ends too early.');
}

/** What has come of a page. */
class PageIntake {
  readonly documents: ListedDocument[] = [];
  isLast = false;
  readonly #scan = new ListingScan();
  #chars = 0;
  /** Whether it is a list that comes; else it is the words of a refusal. */
  #isList = true;

  get isBegun(): boolean {
    return this.#scan.isBegun;
  }

  /** Takes what has come; whether more is wanted. */
  wants(event: HttpEvent<string>): boolean {
    if (event.type === HttpEventType.ResponseHeader) this.#isList = event.ok;
    else if (event.type === HttpEventType.DownloadProgress && this.#isList)
      return this.#take(event.partialText ?? '', false);
    else if (event.type === HttpEventType.Response && this.#take(event.body ?? '', true)) this.isLast = true;
    return true;
  }

  #take(text: string, isAll: boolean): boolean {
    for (const document of this.#scan.take(text, isAll)) {
      this.documents.push(document);
      this.#chars += document.text.length;
      if (this.documents.length >= DOCUMENTS_MAX || this.#chars >= CHARS_MAX) return false;
    }
    return true;
  }
}
