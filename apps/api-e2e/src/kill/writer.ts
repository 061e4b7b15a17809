import { Agent } from 'node:http';
import { ask, put } from '../http-client.ts';
import { type Content, Ledger } from './ledger.ts';
import { Random } from './random.ts';

/** So few that keys are written over and removed as often as they are new. */
const KEYS = 64;
const PADDING_MAX = 2000;

/** One client that writes as fast as it is answered, one request at a time, to keys of its own. */
export class Writer {
  readonly ledger = new Ledger();
  /** Answers that no kill explains. */
  readonly faults: string[] = [];
  readonly #number: number;
  readonly #random: Random;
  readonly #revisions: Set<bigint>;
  #writes = 0;

  /** `revisions` is shared by all writers: none may be answered twice, not even across restarts. */
  constructor(number: number, seed: number, revisions: Set<bigint>) {
    this.#number = number;
    this.#random = new Random(seed);
    this.#revisions = revisions;
  }

  /** Writes until the server is gone. */
  async write(url: string): Promise<void> {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    try {
      while (this.faults.length === 0) await this.#writeOnce(url, agent);
    } catch {
      // The server was killed: what was in flight stays pending in the ledger.
    } finally {
      agent.destroy();
    }
  }

  async #writeOnce(url: string, agent: Agent): Promise<void> {
    const key = `writer${String(this.#number).padStart(2, '0')}-${this.#random.below(KEYS)}`;
    const content = this.#content();
    this.ledger.begin(key, content);
    const { status, text } =
      content === undefined
        ? await ask(url, `/api/data/${key}`, { method: 'DELETE', agent })
        : await put(url, key, content, agent);
    if (status !== 200) {
      this.faults.push(`${key} was answered ${status}: ${text}`);
      return;
    }
    const revision = BigInt((JSON.parse(text) as { revision: string }).revision);
    if (this.#revisions.has(revision)) this.faults.push(`revision ${revision} was answered twice`);
    this.#revisions.add(revision);
    this.ledger.answer(key, content, revision);
  }

  #content(): Content {
    this.#writes++;
    if (this.#random.below(5) === 0) return undefined;
    const padding = 'x'.repeat(this.#random.below(PADDING_MAX));
    return JSON.stringify({ writer: this.#number, write: this.#writes, padding });
  }
}
