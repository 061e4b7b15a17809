import { quoted } from '../problem/quoted.js';
import { RequestError } from '../problem/request-error.js';
import { queryOf } from './path.js';

/**
 * The parameters of a query, each at most once and read strictly: what is read leniently asks for something else than it names.
 * A query that cannot be read is REQUEST_INVALID; a parameter whose value means nothing is PARAMETER_INVALID.
 */
export class Parameters {
  /** As they were sent. */
  readonly #values = new Map<string, string>();

  constructor(url: string | undefined) {
    for (const pair of queryOf(url).split('&')) {
      if (pair === '') continue;
      const end = pair.includes('=') ? pair.indexOf('=') : pair.length;
      const name = decoded(pair.slice(0, end));
      if (this.#values.has(name)) {
        throw new RequestError('REQUEST_INVALID', `there is more than one ${name}: say it once`);
      }
      const value = pair.slice(end + 1);
      decoded(value);
      this.#values.set(name, value);
    }
  }

  /** Refuses parameters of other methods of the same path: what they mean there is not done here. */
  only(method: string, names: readonly string[]): this {
    const other = [...this.#values.keys()].find((name) => !names.includes(name));
    if (other === undefined) return this;
    const message = `there is no parameter ${quoted(other)} of ${method}: it takes ${names.join(', ') || 'none'}`;
    throw new RequestError('REQUEST_INVALID', message);
  }

  text(name: string): string | undefined {
    const value = this.#values.get(name);
    return value === undefined ? undefined : decoded(value);
  }

  /** A list of texts. It is taken apart before it is unescaped, so that a `%2C` is a comma within one of them. */
  texts(name: string): readonly string[] | undefined {
    return this.#values.get(name)?.split(',').map(decoded);
  }

  /** A whole number within bounds; `without` says what becomes of the request where there is none. */
  integer(name: string, min: number, max: number, without = ''): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = /^(?:0|[1-9]\d{0,14})$/.test(text) ? Number(text) : NaN;
    if (value >= min && value <= max) return value;
    throw invalid(name, text, `a whole number from ${min} to ${max}${without}`);
  }

  /** One of some words. */
  word<const T extends string>(name: string, words: readonly T[]): T | undefined {
    const text = this.text(name);
    const found = words.find((word) => word === text);
    if (text !== undefined && found === undefined) throw invalid(name, text, words.join(' or '));
    return found;
  }

  flag(name: string): boolean {
    return this.word(name, ['true', 'false']) === 'true';
  }

  /** The query with some parameters in place of others of their name; without those that are `undefined`. */
  with(others: Readonly<Record<string, string | undefined>>): string {
    const kept = [...this.#values].filter(([name]) => !(name in others));
    const pairs = [
      ...kept.map(([name, value]) => [name, value.split(',').map(decoded)] as const),
      ...Object.entries(others).flatMap(([name, value]) => (value === undefined ? [] : [[name, [value]] as const])),
    ];
    return pairs.map(([name, values]) => `${escaped(name)}=${values.map(escaped).join(',')}`).join('&');
  }
}

/** What is wrong with the value of a parameter. */
export function invalid(name: string, value: string, expected: string): RequestError {
  return new RequestError('PARAMETER_INVALID', `${name} is ${expected}, not ${quoted(value)}`);
}

/** A slash need not be escaped in a query, and reads better so. */
function escaped(text: string): string {
  return encodeURIComponent(text).replaceAll('%2F', '/');
}

/** As forms write it: a `+` is a space. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new RequestError('REQUEST_INVALID', "the query is not UTF-8 in %-escapes: write a '%' as %25");
  }
}
