import { quoted } from '../problem/quoted.js';
import { RequestError } from '../problem/request-error.js';
import { queryOf } from './path.js';

/** A query, read strictly: what is read leniently asks for something else than it names. */
export class Parameters {
  readonly #values: URLSearchParams;

  constructor(url: string | undefined) {
    const query = queryOf(url);
    this.#values = new URLSearchParams(query);
    if (!isUtf8(query)) throw invalid("the query is not UTF-8 in %-escapes: write a '%' as %25");
  }

  /** A parameter that is there once, or not at all. */
  text(name: string): string | undefined {
    const [value, ...more] = this.#values.getAll(name);
    if (more.length > 0) throw invalid(`there is more than one ${name}: say it once`);
    return value;
  }

  /** A whole number within bounds. */
  integer(name: string, min: number, max: number): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
    if (value >= min && value <= max) return value;
    throw invalid(`${name} is a whole number from ${min} to ${max}, not ${quoted(text)}`);
  }

  /** One of some words. */
  word<const T extends string>(name: string, words: readonly T[]): T | undefined {
    const text = this.text(name);
    const found = words.find((word) => word === text);
    if (text !== undefined && found === undefined) {
      throw invalid(`${name} is ${words.join(' or ')}, not ${quoted(text)}`);
    }
    return found;
  }
}

function isUtf8(query: string): boolean {
  try {
    decodeURIComponent(query);
    return true;
  } catch {
    return false;
  }
}

function invalid(message: string): RequestError {
  return new RequestError('REQUEST_INVALID', message);
}
