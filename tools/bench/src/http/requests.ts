import { collectionsOf, type Dataset, Dice, prefixOf, Values } from '../store/documents.ts';
import { type Subject } from './question.ts';

/** What is asked about: documents drawn at random, with new values, the same for all servers of a round. */
export class Subjects {
  readonly #keys: readonly string[];
  readonly #dataset: Dataset;
  readonly #values: Values;
  readonly #dice: Dice;
  #number: number;

  constructor(keys: readonly string[], dataset: Dataset, seed: number) {
    this.#keys = keys;
    this.#dataset = dataset;
    this.#values = new Values(dataset, seed);
    this.#dice = new Dice(seed);
    this.#number = seed * NUMBERS;
  }

  next(): Subject {
    const key = this.#keys[this.#dice.next(this.#keys.length)] ?? '';
    const prefix = prefixOf(this.#dataset, this.#dice.next(collectionsOf(this.#dataset)));
    return { key, prefix, value: this.#values.next(), number: this.#number++ };
  }
}

/** How many subjects a seed has for itself. */
const NUMBERS = 1_000_000;
