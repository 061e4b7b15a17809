import { BESIDE, type ContenderName, OURS } from './contender.ts';
import { type Field, type Figures } from './field.ts';

/** What loading once, opening and having open cost. */
export type Opening = { load: Figures; open: Figures; memory: Figures };

const OPENS = 3;

/** Loads every store, and opens it after a clean close. All of them are closed in the end. */
export async function measureOpening(field: Field, names: readonly ContenderName[]): Promise<Opening> {
  const load: Figures = new Map();
  for (const name of names) {
    await field.open(name);
    load.set(name, (await field.ask(name, { kind: 'load', seed: 1 })).samples);
    await field.close(name);
  }
  return { load, open: await openAll(field, names), memory: await memoryOf(field, names) };
}

/** A new process each time; the second and later ones find the files in the page cache, as the first did. */
async function openAll(field: Field, names: readonly ContenderName[]): Promise<Figures> {
  const figures: Figures = new Map(names.map((name) => [name, []]));
  for (let round = 0; round < OPENS; round++) {
    for (const name of field.order()) {
      figures.get(name)?.push(await field.open(name));
      await field.close(name);
    }
  }
  return figures;
}

/** Bytes of anonymous memory that a process has more once the store is open, by document. The peers keep no index in memory. */
async function memoryOf(field: Field, names: readonly ContenderName[]): Promise<Figures> {
  const figures: Figures = new Map();
  for (const name of names.filter((name) => name === OURS || name === BESIDE)) {
    const rounds: number[] = [];
    for (let round = 0; round < OPENS; round++) rounds.push((await field.memoryOf(name)) / field.dataset.count);
    figures.set(name, rounds);
  }
  return figures;
}
