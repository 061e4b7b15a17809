import type { Store } from '@bimetal/bindings';

import { type Contender } from '../../store/contender.ts';
import { openContender } from '../../store/open-contender.ts';
import { merged } from './merge-patch.ts';

/** What a small server over a store needs of it. */
export interface Backend {
  /** The text under a key. */
  get(key: string): string | undefined;
  /** The text with its entity tag, where the store has one. */
  getTagged(key: string): { value: string; tag?: string } | undefined;
  /** Durable when answered. */
  put(key: string, text: string): Promise<unknown> | void;
  /** Merges a patch into a document (RFC 7396), so that no other patch is lost; durable when answered. */
  patch(key: string, patch: string): Promise<boolean>;
  list: Pick<Contender, 'scan' | 'firstOf'>;
}

export type BackendName = 'bimetal' | 'lmdb' | 'sqlite';

export async function openBackend(name: BackendName, folder: string): Promise<Backend> {
  if (name === 'bimetal') return ours(folder);
  const contender = await openContender(name === 'lmdb' ? 'lmdb' : 'node:sqlite', folder);
  const patched = new Map<string, Promise<unknown>>();
  return {
    get: contender.get,
    getTagged(key) {
      const value = contender.get(key);
      return value === undefined ? undefined : { value };
    },
    put: contender.put,
    async patch(key, patch) {
      // A read sees what is committed: whoever patches the same document waits for who came before.
      while (patched.has(key)) await patched.get(key);
      const text = contender.get(key);
      if (text === undefined) return false;
      const written = contender.put(key, JSON.stringify(merged(JSON.parse(text), JSON.parse(patch))));
      if (written === undefined) return true;
      patched.set(key, written);
      try {
        await written;
      } finally {
        patched.delete(key);
      }
      return true;
    },
    list: contender,
  };
}

async function ours(folder: string): Promise<Backend> {
  const { Store } = await import('@bimetal/bindings');
  const store = Store.open(folder);
  return {
    get: (key) => store.get(key),
    getTagged: (key) => store.getTagged(key),
    put: (key, text) => store.put(key, text),
    async patch(key, patch) {
      await store.patch(key, patch, { kind: 'merge' });
      return true;
    },
    list: listsOf(store),
  };
}

function listsOf(store: Store): Backend['list'] {
  const buffer = new Uint8Array(256 * 1024);
  return {
    scan(show) {
      using snapshot = store.snapshot();
      using cursor = snapshot.cursor();
      for (let read = cursor.read(buffer); read.kind === 'filled'; read = cursor.read(buffer)) {
        show(buffer.subarray(0, read.bytes));
      }
    },
    firstOf(prefix, limit) {
      using snapshot = store.snapshot();
      using cursor = snapshot.cursor({ prefix });
      return { count: snapshot.count({ prefix }), values: cursor.next(limit).map(({ value }) => value) };
    },
  };
}
