import { type Question } from './question.ts';

/** A question that the servers are asked in turns. */
export type Race = {
  name: string;
  question: Question;
  /** How many documents each server holds. */
  documents: number;
  /** Connections at once; a list is asked for on one, again and again. */
  connections: number;
  isList: boolean;
};

const SMALL = 10_000;
const LARGE = 100_000;

const one = (name: string, question: Question, connections: number): Race => ({
  name,
  question,
  documents: SMALL,
  connections,
  isList: false,
});
const list = (name: string, question: Question, documents: number): Race => ({
  name,
  question,
  documents,
  connections: 1,
  isList: true,
});

/** Reads come first: writes change what the servers hold. */
export const RACES: readonly Race[] = [
  one('GET one', 'get', 64),
  list('GET all 10k', 'all', SMALL),
  one('PUT durable, 1', 'put', 1),
  one('PUT durable, 64', 'put', 64),
  one('PATCH', 'patch', 64),
  list('GET all 100k', 'all', LARGE),
  list('page of 100 with total, 100k', 'page', LARGE),
];

/** Readers of the feed; so many as the last only if they are asked for. */
export const FEEDS: readonly number[] = [1, 100, 1_000];
export const FEEDS_ON_REQUEST: readonly number[] = [10_000];

export function feedName(readers: number): string {
  return `feed, ${readers.toLocaleString('en')} ${readers === 1 ? 'reader' : 'readers'}`;
}

/** The races that `--only` asks for: a race is asked for by how its name, or the name of one of its rows, begins. */
export function isAskedFor(name: string, only: string): boolean {
  return name.startsWith(only) || only.startsWith(`${name}: `);
}
