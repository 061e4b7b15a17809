import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Store, type OpenOptions } from '../src/index.js';

/** A folder that goes away with the test. */
export class TempFolder implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), 'bimetal-test-'));

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** A store in a folder of its own; both go away with the test. */
export class TempStore implements AsyncDisposable {
  readonly folder = new TempFolder();
  readonly store: Store;

  constructor(options: OpenOptions = {}) {
    this.store = Store.open(this.folder.path, options);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.store.close();
    this.folder[Symbol.dispose]();
  }
}
