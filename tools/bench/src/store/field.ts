import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { median } from '../measure.ts';
import { type ContenderName } from './contender.ts';
import { type Dataset } from './documents.ts';
import { compileSyncs, syncsEnvironment } from './syncs.ts';
import { type Answer, type Task } from './tasks.ts';
import { WorkerProcess } from './worker-process.ts';

/** A task without what the field fills in. */
export type Turn = Exclude<Task, { kind: 'open' | 'memory' | 'compact' }>;

/** One figure for each round, by contender. */
export type Figures = Map<ContenderName, number[]>;

type Lane = { name: ContenderName; folder: string; process: WorkerProcess };

/** The stores that are compared, each in a process and a folder of its own, which take turns. */
export class Field implements AsyncDisposable {
  readonly dataset: Dataset;
  readonly syncs: ReturnType<typeof compileSyncs>;
  /** fsyncs for each operation, as last counted. */
  readonly syncsOf = new Map<ContenderName, number>();
  readonly #names: readonly ContenderName[];
  readonly #root: string;
  readonly #lanes = new Map<ContenderName, Lane>();
  #turns = 0;
  /** Each round of each race has its own: with an old one a store would be asked to write what it has. */
  #seed = 1000;

  constructor(names: readonly ContenderName[], dataset: Dataset) {
    this.#names = names;
    this.dataset = dataset;
    this.syncs = compileSyncs();
    this.#root = mkdtempSync(join(tmpdir(), 'bimetal-bench-'));
    process.on('exit', this.#remove);
    // An interrupt ends the process as an exit does, so that what it wrote goes too.
    process.on('SIGINT', exit).on('SIGTERM', exit);
  }

  folderOf(name: ContenderName): string {
    return join(this.#root, name.replace(':', '-'));
  }

  /** Opens a store in its folder; answers the milliseconds that it took. */
  async open(name: ContenderName): Promise<number> {
    const folder = this.folderOf(name);
    mkdirSync(folder, { recursive: true });
    const env = 'path' in this.syncs ? syncsEnvironment(this.syncs.path, this.#laneRoot(name)) : {};
    const lane = { name, folder, process: new WorkerProcess(env) };
    this.#lanes.set(name, lane);
    const { samples } = await lane.process.ask({ kind: 'open', name, folder, dataset: this.dataset });
    return samples[0] ?? Number.NaN;
  }

  async ask(name: ContenderName, turn: Turn): Promise<Answer> {
    const lane = this.#lanes.get(name);
    if (!lane) throw new Error(`${name} is not open`);
    return lane.process.ask(turn);
  }

  /** The bytes of anonymous memory that a process has more once it has opened a store that is closed now. */
  async memoryOf(name: ContenderName): Promise<number> {
    await using process = new WorkerProcess();
    const { samples } = await process.ask({ kind: 'memory', name, folder: this.folderOf(name) });
    return samples[0] ?? Number.NaN;
  }

  /** Closes a store and ends its process; the folder stays. */
  async close(name: ContenderName): Promise<void> {
    const lane = this.#lanes.get(name);
    if (!lane) return;
    await lane.process.ask({ kind: 'close' });
    this.#lanes.delete(name);
    await lane.process[Symbol.asyncDispose]();
  }

  /** Closes a store and removes what it wrote. */
  async empty(name: ContenderName): Promise<void> {
    await this.close(name);
    rmSync(this.folderOf(name), { recursive: true, force: true });
  }

  /**
   * Lets each contender have a turn in each round, another one first each time. One figure a round: the median of the
   * samples of the turn.
   */
  async race(
    rounds: number,
    turnOf: (seed: number, name: ContenderName) => Turn,
    names: readonly ContenderName[] = this.#names,
  ): Promise<Figures> {
    const figures: Figures = new Map(names.map((name) => [name, []]));
    for (let round = 0; round < rounds; round++) {
      const seed = this.#seed++;
      for (const name of this.order(names)) {
        const { samples, syncs } = await this.ask(name, turnOf(seed, name));
        figures.get(name)?.push(median(samples));
        if (syncs !== undefined) this.syncsOf.set(name, syncs);
      }
    }
    return figures;
  }

  /** The contenders, beginning with another one each time. */
  order(names: readonly ContenderName[] = this.#names): ContenderName[] {
    const begin = this.#turns++ % names.length;
    return [...names.slice(begin), ...names.slice(0, begin)];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const lane of this.#lanes.values()) await lane.process[Symbol.asyncDispose]();
    process.off('exit', this.#remove).off('SIGINT', exit).off('SIGTERM', exit);
    this.#remove();
  }

  readonly #remove = (): void => rmSync(this.#root, { recursive: true, force: true });

  #laneRoot(name: ContenderName): string {
    const folder = `${this.folderOf(name)}.syncs`;
    mkdirSync(folder, { recursive: true });
    return folder;
  }
}

const INTERRUPTED = 130;

function exit(): void {
  process.exit(INTERRUPTED);
}
