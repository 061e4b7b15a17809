import { type Worker } from 'node:worker_threads';
import { type StatusHistory } from '@bimetal/contract';
import { type ApiKeys } from '../api-keys/api-keys.js';
import { type Config } from '../config/config.js';
import { exitCodes, StartupError } from '../config/startup-error.js';
import { type NumberSource } from '../data/numbers.js';
import { type LoadedCertificate } from '../http/certificate.js';
import { type LoopFigures } from '../metrics/loop-figures.js';
import { type Program } from '../program.js';
import { type History } from '../status/history/history.js';
import { type LoopSample } from '../status/history/loop-sample.js';
import { type FirstCalls, type WorkerOrder } from './calls.js';
import { Member } from './member.js';
import { type Peers } from './peers.js';
import { Region } from './region.js';
import { sharedIn } from './shared-in.js';

/** What the first event loop does for the others. */
export interface CrewDuties {
  /** Makes and revokes API keys. */
  readonly keys: Pick<ApiKeys, 'create' | 'revoke'>;
  /** Looks whether sessions of its own were ended by another. */
  readonly lookAgain: () => void;
  /** Ends the process: without one of its event loops a server would answer some clients and not others. */
  readonly lost: (error: Error) => void;
}

/** The event loops beside the first, each in a thread of its own, as the first one sees them. */
export class Crew implements Peers {
  readonly isFirst = true;
  readonly numbers: NumberSource;
  readonly region = new Region();
  readonly others: NonNullable<Peers['others']>;
  readonly #own: () => LoopFigures;
  readonly #history: Pick<History, 'since'>;
  /** What each told last, for when one is too busy to tell. */
  readonly #samples = new Map<Member, LoopSample>();
  readonly #members: Member[] = [];
  #isStopping = false;

  /** `own` tells what the first event loop has counted. */
  constructor(numbers: NumberSource, own: () => LoopFigures, history: Pick<History, 'since'>) {
    this.numbers = numbers;
    this.#history = history;
    this.#own = own;
    const changed = (): void => {
      this.region.countKeysVersion();
      this.#tellAccessChanged();
    };
    const keys = { version: () => this.region.keysVersion, changed, first: undefined };
    this.others = { ...sharedIn(this.region), keys, sessionEnded: () => this.#tellAccessChanged() };
  }

  /** Starts the others, and resolves when each can be told to listen. */
  async start(program: Program, order: Omit<WorkerOrder, 'number' | 'region'>, duties: CrewDuties): Promise<void> {
    const numbers = Array.from({ length: order.config.workers - 1 }, (_, index) => index + 2);
    await Promise.all(numbers.map((number) => this.#startOne(program, { ...order, number }, duties)));
  }

  async listen(urls: Config['urls']): Promise<void> {
    await Promise.all(this.#members.map(({ channel }) => channel.call('listen', urls)));
  }

  async figures(): Promise<readonly LoopFigures[]> {
    return [this.#own(), ...(await Promise.all(this.#members.map((member) => member.figures())))];
  }

  history(moment: number): Promise<StatusHistory> {
    return Promise.resolve(this.#history.since(moment));
  }

  /** What the others tell for a sample of the history. */
  async samples(): Promise<readonly LoopSample[]> {
    await Promise.all(
      this.#members.map(async (member) => {
        const sample = await member.sample();
        if (sample !== undefined) this.#samples.set(member, sample);
      }),
    );
    return [...this.#samples.values()];
  }

  show(certificate: LoadedCertificate): void {
    this.#tell((member) => member.channel.call('certificate', certificate));
  }

  /** Has all of them finish what is in flight. Resolves when their threads have ended, with the number of servers that were cut. */
  async drain(drainMs: number): Promise<number> {
    this.#isStopping = true;
    const cuts = await Promise.all(this.#members.map((member) => member.drain(drainMs)));
    return cuts.reduce((sum, cut) => sum + cut, 0);
  }

  async #startOne(program: Program, order: Omit<WorkerOrder, 'region'>, duties: CrewDuties): Promise<void> {
    const { number } = order;
    const worker = program.startWorker({
      name: `bimetal-${number}`,
      workerData: { ...order, region: this.region.buffer } satisfies WorkerOrder,
    });
    const ready = Promise.withResolvers<void>();
    const member = new Member(number, worker, this.#callsOf(duties, ready.resolve));
    this.#members.push(member);
    let isReady = false;
    onceLost(worker, (reason) => {
      if (this.#isStopping) return;
      const error = new StartupError('INTERNAL', exitCodes.failed, `worker ${number} has ended: ${reason.message}`, {
        cause: reason,
      });
      member.channel.fail(error);
      if (isReady) duties.lost(error);
      else ready.reject(error);
    });
    await ready.promise;
    isReady = true;
  }

  #callsOf({ keys, lookAgain }: CrewDuties, ready: () => void): FirstCalls {
    return {
      ready,
      createApiKey: (asked) => keys.create(asked),
      revokeApiKey: (id) => keys.revoke(id, false),
      nextNumber: (prefix) => this.numbers.next(prefix),
      skipNumber: (prefix) => this.numbers.skip(prefix),
      figures: () => this.figures(),
      history: (moment) => this.#history.since(moment),
      sessionEnded: () => {
        lookAgain();
        this.#tellAccessChanged();
      },
    };
  }

  #tellAccessChanged(): void {
    this.#tell((member) => member.channel.call('accessChanged', undefined));
  }

  /** What is told to those who are ending needs no answer. */
  #tell(tell: (member: Member) => Promise<void>): void {
    for (const member of this.#members) tell(member).catch(() => undefined);
  }
}

/** An error of a thread comes before its end, and says more. */
function onceLost(worker: Worker, lost: (reason: Error) => void): void {
  worker.once('error', (error: unknown) => lost(error as Error));
  worker.once('exit', (code) => lost(new Error(`its thread ended with code ${code}`)));
}
