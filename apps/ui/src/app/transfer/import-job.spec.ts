import { ClientError } from '@bimetal/client';
import { type Taken, type TakeOptions } from '@bimetal/client/transfer';
import { type Part } from './file-parts';
import {
  type ImportCount,
  ImportJob,
  type ImportTerms,
  type ImportWork,
  REFUSED_MAX,
  type Refused,
} from './import-job';

/** LIMIT of the server that the test stands in for: a batch that is all or nothing. */
const BATCH = 2;

/** A server that takes lines, commits them by two, and refuses those that begin with `!`. */
class FakeStore {
  readonly committed: string[] = [];
  readonly texts: string[] = [];
  readonly names = new Set<string>();

  async take(text: Uint8Array, { onceKey }: TakeOptions): Promise<Taken> {
    const lines = new TextDecoder().decode(text).trim().split('\n');
    this.texts.push(lines.join());
    this.names.add(onceKey);
    const at = lines.findIndex((line) => line.startsWith('!'));
    const taken = lines.slice(0, at === -1 ? lines.length : at - (at % BATCH));
    this.committed.push(...taken);
    if (at === -1) return { documents: taken.length, revision: 1n };
    const imported = { documents: taken.length, last: taken.length };
    const problem = {
      type: '',
      title: '',
      status: 400,
      code: 'VALUE_NOT_JSON',
      detail: `line ${at + 1}: bad`,
      imported,
    };
    throw new ClientError('VALUE_NOT_JSON', 'bad', { status: 400, problem: { ...problem, line: at + 1 } });
  }
}

async function runOver(files: string[][], terms: ImportTerms, more: Partial<ImportWork> = {}) {
  const store = new FakeStore();
  const refused: Refused[] = [];
  let count: ImportCount = { documents: 0, refused: 0, bytes: 0 };
  let names = 0;
  const partsOfFile = async function* (file: Blob): AsyncGenerator<Part, void, undefined> {
    const lines = files[(file as unknown as { index: number }).index] ?? [];
    for (const [index, part] of lines.entries()) {
      const entries = part.split(' ').map((text, number) => ({
        number: 10 * index + number + 1,
        at: 100 * index + number,
        bytes: new TextEncoder().encode(text),
      }));
      yield { form: 'lines', entries, end: index + 1 };
    }
  };
  const work: ImportWork = {
    partsOf: partsOfFile,
    newOnceKey: () => `name-${++names}`,
    send: (text, options) => store.take(text, options),
    count: (now) => (count = now),
    refused: (one) => void refused.push(one),
    isCancelled: () => false,
    ...more,
  };
  const blobs = files.map((lines, index) => ({ index, size: lines.length }) as unknown as Blob);
  const end = await new ImportJob(work, terms).run(blobs);
  return { store, refused, end, count };
}

const ALL = { mode: 'replace', passesOver: true } as const;

it('commits files in their order, and each text has a name of its own', async () => {
  const { store, end, count } = await runOver([['a b c', 'd'], ['e']], ALL);
  expect([store.committed.join(''), end, count]).toEqual(['abcde', 'done', { documents: 5, refused: 0, bytes: 3 }]);
  expect(store.names.size).toBe(3);
});

it('passes over what is refused, commits all else once and in order, and says where it stood', async () => {
  const { store, refused, end, count } = await runOver([['a b !c d', 'e !f !g h']], ALL);
  expect([store.committed.join(''), end, count.documents, count.refused]).toEqual(['abdeh', 'done', 5, 3]);
  expect(refused).toEqual([
    { file: 0, number: 3, at: 2, bytes: 2, code: 'VALUE_NOT_JSON', cause: 'bad' },
    { file: 0, number: 12, at: 101, bytes: 2, code: 'VALUE_NOT_JSON', cause: 'bad' },
    { file: 0, number: 13, at: 102, bytes: 2, code: 'VALUE_NOT_JSON', cause: 'bad' },
  ]);
});

it('commits all that stands before what ends it, and nothing behind', async () => {
  const { store, end, count } = await runOver([['a b c !d e', 'f']], { ...ALL, passesOver: false });
  expect([store.committed.join(''), end, count.documents, count.refused]).toEqual(['abc', 'stopped', 3, 1]);
});

it('is cancelled behind a part', async () => {
  let sent = 0;
  const { end, count } = await runOver([['a b', 'c', 'd']], ALL, {
    send: async () => ({ documents: ++sent, revision: 1n }),
    isCancelled: () => sent === 2,
  });
  expect([end, count.documents]).toEqual(['cancelled', 3]);
});

it('ends where too much is refused', async () => {
  const all = Array.from({ length: REFUSED_MAX + 10 }, () => '!').join(' ');
  const { end, count } = await runOver([[all]], ALL);
  expect([end, count.refused]).toEqual(['too many', REFUSED_MAX]);
});

it('fails with what is no fault of an entry', async () => {
  const failing = async (): Promise<Taken> => {
    throw new ClientError('STORE_POISONED', 'reopen', { status: 503 });
  };
  await expect(runOver([['a']], ALL, { send: failing })).rejects.toMatchObject({ code: 'STORE_POISONED' });
});
