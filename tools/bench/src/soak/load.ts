import { setTimeout } from 'node:timers/promises';

import type { Snapshot, Store } from '@bimetal/bindings';

import { Dice } from '../store/documents.ts';
import { type Latencies } from './latencies.ts';

/** What is done each second. The machine is meant to have time left: a soak is about weeks, not about the most it can do. */
const RATES = { put: 2500, remove: 150, expiring: 250, get: 8000 };

const TICK_MS = 10;
const DOCUMENTS = 100_000;
/** Documents that are removed and that expire have keys of their own, so that what the others must be is known. */
const FLEETING = 20_000;
const TTL_MS = { least: 500, most: 20_000 };
const SCAN_EVERY_MS = 5000;
const SNAPSHOT_HELD_MS = 8000;

/** What went wrong, one sentence each; the load goes on. */
export type Problems = string[];

/**
 * A mixed load on one store: overwrites, removals, documents that expire, reads, scans, a snapshot that is held while
 * others write, and a reader of the change feed. Everything that comes back is compared with what must come.
 */
export class Load {
  readonly #store: Store;
  readonly #puts: Latencies;
  readonly #gets: Latencies;
  readonly #problems: Problems = [];
  readonly #dice = new Dice(1);
  /** The version of each lasting document that was answered as written, and the last one that was begun. */
  readonly #written = new Uint32Array(DOCUMENTS);
  readonly #begun = new Uint32Array(DOCUMENTS);
  readonly #expiries = new Map<number, number>();
  readonly #owed: Record<keyof typeof RATES, number> = { put: 0, remove: 0, expiring: 0, get: 0 };
  readonly #pending = new Set<Promise<unknown>>();
  readonly counts = { put: 0, remove: 0, expiring: 0, get: 0, scan: 0, snapshot: 0, change: 0 };

  constructor(store: Store, puts: Latencies, gets: Latencies) {
    this.#store = store;
    this.#puts = puts;
    this.#gets = gets;
  }

  get problems(): readonly string[] {
    return this.#problems;
  }

  /** Writes every lasting document once. */
  async fill(): Promise<void> {
    for (let index = 0; index < DOCUMENTS; index += 1000) {
      const batch = this.#store.batch();
      for (let number = index; number < index + 1000; number++) batch.put(lasting(number), this.#value(1));
      await batch.commit();
      this.#written.fill(1, index, index + 1000);
      this.#begun.fill(1, index, index + 1000);
    }
  }

  /** Runs until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const jobs = [
      this.#follow(signal),
      this.#repeat(signal, () => this.#scan()),
      this.#repeat(signal, () => this.#hold(signal)),
    ];
    let last = performance.now();
    while (!signal.aborted) {
      await setTimeout(TICK_MS);
      const now = performance.now();
      // After a stall the load does not try to catch up for long.
      this.#tick(Math.min(now - last, 20 * TICK_MS) / 1000);
      last = now;
    }
    await Promise.all([...jobs, ...this.#pending]);
  }

  #tick(seconds: number): void {
    for (const kind of Object.keys(RATES) as (keyof typeof RATES)[]) {
      this.#owed[kind] += RATES[kind] * seconds;
      for (; this.#owed[kind] >= 1; this.#owed[kind]--) {
        this.counts[kind]++;
        this.#do(kind);
      }
    }
  }

  #do(kind: keyof typeof RATES): void {
    switch (kind) {
      case 'put':
        return this.#put(this.#dice.next(DOCUMENTS));
      case 'get':
        return this.#dice.next(10) === 0 ? this.#getFleeting() : this.#get(this.#dice.next(DOCUMENTS));
      case 'remove':
        return this.#remove(this.#dice.next(FLEETING));
      case 'expiring':
        return this.#putExpiring(this.#dice.next(FLEETING));
    }
  }

  #put(number: number): void {
    const version = (this.#begun[number] ?? 0) + 1;
    this.#begun[number] = version;
    this.#timed(this.#store.put(lasting(number), this.#value(version)), () => {
      this.#written[number] = Math.max(this.#written[number] ?? 0, version);
    });
  }

  #putExpiring(number: number): void {
    const ttlMs = TTL_MS.least + this.#dice.next(TTL_MS.most - TTL_MS.least);
    // Which of two writes came last is not looked into: the later expiry counts.
    const expires = Date.now() + ttlMs + 1;
    this.#expiries.set(number, Math.max(expires, this.#expiries.get(number) ?? 0));
    this.#timed(this.#store.put(fleeting(number), this.#value(0), { ttlMs }));
  }

  #remove(number: number): void {
    this.#timed(this.#store.remove(fleeting(number)));
  }

  #timed(answer: Promise<unknown>, done?: () => void): void {
    const begin = performance.now();
    const settled = answer.then(
      () => {
        this.#puts.add(performance.now() - begin);
        done?.();
      },
      (error: unknown) => this.#report(`a write failed: ${String(error)}`),
    );
    this.#pending.add(settled);
    void settled.finally(() => this.#pending.delete(settled));
  }

  #get(number: number): void {
    const least = this.#written[number] ?? 0;
    const begin = performance.now();
    const text = this.#store.get(lasting(number));
    this.#gets.add(performance.now() - begin);
    const version = text === undefined ? 0 : (JSON.parse(text) as { version: number }).version;
    if (version < least || version > (this.#begun[number] ?? 0)) {
      this.#report(`${lasting(number)} has version ${version}, and ${least} was answered as durable`);
    }
  }

  #getFleeting(): void {
    const number = this.#dice.next(FLEETING);
    const now = Date.now();
    const found = this.#store.get(fleeting(number)) !== undefined;
    if (found && now > (this.#expiries.get(number) ?? 0))
      this.#report(`${fleeting(number)} is read though it has expired`);
  }

  #scan(): Promise<void> {
    this.counts.scan++;
    using snapshot = this.#store.snapshot();
    this.#look(snapshot);
    return setTimeout(SCAN_EVERY_MS);
  }

  /** A snapshot must show the same after seconds of writes and compaction. */
  async #hold(signal: AbortSignal): Promise<void> {
    using snapshot = this.#store.snapshot();
    this.counts.snapshot++;
    const before = this.#look(snapshot);
    await setTimeout(SNAPSHOT_HELD_MS, undefined, { signal }).catch(() => undefined);
    if (this.#look(snapshot) !== before) this.#report(`the snapshot of revision ${snapshot.revision} changed`);
  }

  /** A sum of all bytes that a snapshot gives. */
  #look(snapshot: Snapshot): number {
    using cursor = snapshot.cursor();
    const buffer = new Uint8Array(256 * 1024);
    let sum = 0;
    for (let read = cursor.read(buffer); read.kind === 'filled'; read = cursor.read(buffer)) {
      for (let index = 0; index < read.bytes; index += 61) sum = (sum * 31 + (buffer[index] ?? 0)) | 0;
    }
    if (snapshot.count({ prefix: 'lasting0' }) !== DOCUMENTS) this.#report('a snapshot does not have all documents');
    return sum;
  }

  async #follow(signal: AbortSignal): Promise<void> {
    using feed = this.#store.changes();
    let last = feed.revision;
    try {
      for await (const next of feed.follow({ signal })) {
        if (next.kind === 'expired') return this.#report('the feed expired though its reader kept up');
        for (const { revision } of next.changes) {
          this.counts.change++;
          if (revision < last) this.#report(`the feed gave revision ${revision} after ${last}`);
          last = revision;
        }
      }
    } catch (error) {
      if (!signal.aborted) this.#report(`the feed ended: ${String(error)}`);
    }
  }

  async #repeat(signal: AbortSignal, job: () => Promise<void>): Promise<void> {
    while (!signal.aborted) await job();
  }

  #value(version: number): string {
    return JSON.stringify({ version, random: this.#dice.next(1e9), text: TEXT.slice(0, 50 + this.#dice.next(900)) });
  }

  #report(problem: string): void {
    if (this.#problems.length < 20) this.#problems.push(problem);
  }
}

const TEXT = 'soak '.repeat(200);

function lasting(number: number): string {
  return `lasting0-${number}`;
}

function fleeting(number: number): string {
  return `fleeting-${number}`;
}
