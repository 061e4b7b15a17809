import { inject, Injectable } from '@angular/core';
import { type Key } from '@bimetal/bindings/browser';
import { SERVER } from '../server/server';
import { type ListedDocument, ListingScan } from './document-listing';
import { JsonBroken } from '../json/json-scanner';
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
  readonly #server = inject(SERVER);

  /** The page behind a key, or the first one, of the documents whose keys begin so. */
  async read(after: Key | undefined, prefix: string): Promise<ReadPage> {
    const intake = new PageIntake();
    try {
      // Who has enough goes away, and the server reads no further.
      for await (const piece of this.#server.listText({ prefix: prefix || undefined, after: after?.toString() })) {
        if (!intake.take(piece)) return intake.page({ after, prefix, isLast: false, failure: undefined });
      }
      return intake.page({ after, prefix, isLast: intake.end(), failure: undefined });
    } catch (error) {
      const failure = intake.isBegun ? brokenOff(error) : error;
      return intake.page({ after, prefix, isLast: false, failure });
    }
  }

  /** How many documents there are. */
  async count(prefix: string): Promise<number> {
    return Number(await this.#server.count({ prefix: prefix || undefined }));
  }
}

/** A list that had begun and then stopped; unless the browser could not hold any more of it. */
function brokenOff(error: unknown): unknown {
  return error instanceof RangeError ? error : new JsonBroken('The list ends too early.');
}

/** What has come of a page. */
class PageIntake {
  readonly #documents: ListedDocument[] = [];
  readonly #scan = new ListingScan();
  #arrived = '';
  #chars = 0;

  get isBegun(): boolean {
    return this.#scan.isBegun;
  }

  /** Takes the next piece of the text; whether more is wanted. */
  take(piece: string): boolean {
    this.#arrived += piece;
    return this.#read(false);
  }

  /** Nothing more comes; whether the page has all of it. */
  end(): boolean {
    return this.#read(true);
  }

  page(page: Omit<ReadPage, 'documents'>): ReadPage {
    return { ...page, documents: this.#documents };
  }

  #read(isAll: boolean): boolean {
    for (const document of this.#scan.take(this.#arrived, isAll)) {
      this.#documents.push(document);
      this.#chars += document.text.length;
      if (this.#documents.length >= DOCUMENTS_MAX || this.#chars >= CHARS_MAX) return false;
    }
    return true;
  }
}
