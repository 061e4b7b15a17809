import { quoted } from '../problem/quoted.js';
import { RequestError } from '../problem/request-error.js';

/**
 * The parameters of a query, each at most once and read strictly: a prefix or a key that is read leniently would find other
 * documents than it names.
 */
export class Parameters {
  /** As they were sent. */
  readonly #values = new Map<string, string>();

  constructor(query: string) {
    for (const pair of query.split('&')) {
      if (pair === '') continue;
      const end = pair.includes('=') ? pair.indexOf('=') : pair.length;
      const name = decoded(pair.slice(0, end));
      if (this.#values.has(name)) {
        throw new RequestError('REQUEST_INVALID', `there is more than one ${name}: a list has one`);
      }
      const value = pair.slice(end + 1);
      decoded(value);
      this.#values.set(name, value);
    }
  }

  text(name: string): string | undefined {
    const value = this.#values.get(name);
    return value === undefined ? undefined : decoded(value);
  }

  /** A list of texts. It is taken apart before it is unescaped, so that a `%2C` is a comma within one of them. */
  texts(name: string): readonly string[] | undefined {
    return this.#values.get(name)?.split(',').map(decoded);
  }

  flag(name: string): boolean {
    const value = this.text(name);
    if (value === undefined || value === 'false') return false;
    if (value === 'true') return true;
    throw invalid(name, value, 'true or false');
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
    throw new RequestError(
      'REQUEST_INVALID',
      "the query is not UTF-8 in %-escapes: write a '%' in a prefix or a key as %25",
    );
  }
}
