import { type Answered, type Asked, ask } from '../http-client.ts';

/** A running server, asked with a key for everything. */
export interface Stage {
  readonly ask: (path: string, asked?: Asked) => Promise<Answered>;
}

/** What somebody does over and over while the server is killed, and what must be so afterwards. */
export interface Act {
  readonly name: string;
  /** How often it was answered. */
  readonly answers: number;
  /** Goes on until the server is gone. Throws what no kill explains. */
  readonly go: (stage: Stage) => Promise<void>;
  /** Looks at what a kill has left. Returns what is not as promised. */
  readonly check: (stage: Stage) => Promise<string[]>;
}

export function stageOf(url: string, key: string): Stage {
  return {
    ask: (path, asked = {}) =>
      ask(url, path, { ...asked, headers: { ...asked.headers, authorization: `Bearer ${key}` } }),
  };
}

/** Asks, and tells the end of the server, which is undefined, from an answer that nothing explains, which is thrown. */
export async function askUntilGone(
  stage: Stage,
  path: string,
  asked: Asked,
  status: number,
): Promise<Answered | undefined> {
  let answered: Answered;
  try {
    answered = await stage.ask(path, asked);
  } catch {
    return undefined;
  }
  if (answered.status !== status) throw new Error(`${path} was answered ${answered.status}: ${answered.text}`);
  return answered;
}

/** How many documents have keys that begin so. */
export async function countOf(stage: Stage, prefix: string): Promise<number> {
  const { headers } = await stage.ask(`/api/data?prefix=${prefix}&limit=1&count=true`);
  return Number(headers['x-total-count']);
}
