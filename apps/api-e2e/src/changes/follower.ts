import { type ChangeEvent } from '@bimetal/contract';
import { EventReader, type StreamEvent } from '../event-reader.ts';

/**
 * A client that keeps a mirror of the documents and a list of all changes, over any loss of the connection. What came behind the last id
 * when a connection was lost does not count: it comes again.
 */
export class Follower {
  /** All changes that count, in their order. */
  readonly changes: ChangeEvent[] = [];
  /** The documents as of the last whole batch. */
  readonly mirror = new Map<string, unknown>();
  /** The revision of the state that came first; undefined without one. */
  snapshotRevision: string | undefined;
  /** How often the connection was made. */
  connections = 0;
  /** What was told that must not be. */
  readonly faults: string[] = [];
  readonly #url: string;
  readonly #path: string;
  #lastEventId = '';
  #reader: EventReader | undefined;
  #pending: ChangeEvent[] = [];
  #isLive = false;
  #isCut = false;

  constructor(url: string, path: string) {
    this.#url = url;
    this.#path = path;
  }

  /** The revision up to which everything was told. */
  get revision(): bigint {
    return BigInt(this.#lastEventId === '' ? 0 : this.#lastEventId);
  }

  /** Reads until so many events were read, or until something is so; then the connection is cut where it stands. */
  async follow(events: number, enough: () => boolean = () => false): Promise<void> {
    this.#pending = [];
    this.connections++;
    using reader = await EventReader.open(this.#url, this.#path, this.#lastEventId);
    if (reader.status !== 200) throw new Error(`GET ${this.#path} answered ${reader.status}`);
    this.#reader = reader;
    for (let count = 0; count < events; count++) {
      await reader.until(() => reader.events.length > 0 || enough());
      const event = reader.events.shift();
      if (event === undefined) break;
      this.#take(event);
      if (event.id !== undefined) this.#lastEventId = event.id;
    }
    this.#reader = undefined;
    if (reader.hasEnded && !this.#isCut) throw new Error('the stream ended by itself');
    this.#isCut = false;
  }

  /** Cuts the connection from outside, wherever it is. */
  cut(): void {
    this.#isCut = this.#reader !== undefined;
    this.#reader?.[Symbol.dispose]();
  }

  #take({ name, data, id }: StreamEvent): void {
    if (name === 'change') {
      this.#pending.push(data as ChangeEvent);
      if (id !== undefined) this.#commit(id);
      return;
    }
    const { revision, key, value } = data as { revision: string; key: string; value: unknown };
    if (name === 'snapshot') {
      if (this.#isLive) this.faults.push('the state was told twice');
      this.snapshotRevision = revision;
      this.mirror.clear();
    } else if (name === 'document') this.mirror.set(key, value);
    else if (name === 'live') this.#isLive = true;
    else this.faults.push(`event ${name}: ${JSON.stringify(data)}`);
  }

  #commit(id: string): void {
    for (const change of this.#pending) {
      if (change.revision !== id) this.faults.push(`a change of ${change.revision} has the id of ${id}`);
      if (change.removed === true) this.mirror.delete(change.key);
      else this.mirror.set(change.key, change.value);
      this.changes.push(change);
    }
    this.#pending = [];
  }
}
