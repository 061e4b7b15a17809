/** A server as the benchmark sees it: its name, what its promises are worth, and in which words it is asked. */
export type Contender = {
  name: ContenderName;
  kind: 'ours' | 'limit' | 'library' | 'finished';
  /** Whether a write is on disk (fsync) before it is answered. */
  isDurable: boolean;
  /** Documents that it is asked to hold at the most: one that takes minutes to be filled with more is left out there. */
  documentsMax?: number;
  /** Whether a quick run does without it, since it takes longer to be filled than all the others to be measured. */
  isSlowToFill?: boolean;
};

export type ContenderName =
  | 'bimetal'
  | 'bimetal, 2 workers'
  | 'node:http'
  | 'node:http without ETag'
  | 'fastify'
  | 'fastify + lmdb'
  | 'fastify + SQLite'
  | 'json-server'
  | 'express-pouchdb'
  | 'kinto';

/** The server with its default settings. */
export const OURS: ContenderName = 'bimetal';

/** The same with two event loops. It is shown beside, where the processors are too few for it as well. */
export const TWO_WORKERS: ContenderName = 'bimetal, 2 workers';

/** Node's HTTP alone over the same store: what nobody behind it goes below. */
export const LIMIT: ContenderName = 'node:http';

/** The same, without the entity tag. */
export const UNTAGGED: ContenderName = 'node:http without ETag';

/**
 * `limit` is the least program over the same store, `library` what one writes oneself over a peer of the suite `store`, and
 * `finished` what one installs and starts, as one does ours.
 */
export const CONTENDERS: readonly Contender[] = [
  { name: OURS, kind: 'ours', isDurable: true },
  { name: TWO_WORKERS, kind: 'ours', isDurable: true },
  { name: LIMIT, kind: 'limit', isDurable: true },
  { name: UNTAGGED, kind: 'limit', isDurable: true },
  { name: 'fastify', kind: 'limit', isDurable: true },
  { name: 'fastify + lmdb', kind: 'library', isDurable: true },
  { name: 'fastify + SQLite', kind: 'library', isDurable: true },
  { name: 'json-server', kind: 'finished', isDurable: false },
  { name: 'express-pouchdb', kind: 'finished', isDurable: false },
  // Its documents are in memory: Kinto's quickest form, and the only one that needs no server beside it.
  { name: 'kinto', kind: 'finished', isDurable: false, documentsMax: 10_000, isSlowToFill: true },
];

export function contenderOf(name: ContenderName): Contender {
  const found = CONTENDERS.find((contender) => contender.name === name);
  if (!found) throw new Error(`there is no contender ${name}`);
  return found;
}
