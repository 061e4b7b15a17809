import { type Asked } from '../http-client.ts';
import { type Act, askUntilGone, countOf, type Stage } from './act.ts';

/** A request with an `Idempotency-Key` that writes documents under a prefix of its own. */
export interface OnceRequest {
  readonly path: string;
  readonly asked: Asked;
  readonly prefix: string;
  readonly documents: number;
}

interface AnsweredRequest {
  readonly request: OnceRequest;
  readonly text: string;
}

/** Sends requests with an `Idempotency-Key`, each of which is to write its documents once. */
export class OnceAct implements Act {
  readonly name: string;
  answers = 0;
  readonly #make: (number: number) => OnceRequest;
  /** How many of its documents a request that was not answered may have written. */
  readonly #isWhole: (count: number) => boolean;
  #number = 0;
  #pending: OnceRequest | undefined;
  #answered: AnsweredRequest | undefined;

  constructor(name: string, make: (number: number) => OnceRequest, isWhole: (count: number) => boolean) {
    this.name = name;
    this.#make = make;
    this.#isWhole = isWhole;
  }

  async go(stage: Stage): Promise<void> {
    for (;;) {
      const request = this.#make(++this.#number);
      this.#pending = request;
      const answered = await askUntilGone(stage, request.path, request.asked, 200);
      if (answered === undefined) return;
      this.answers += 1;
      this.#answered = { request, text: answered.text };
      this.#pending = undefined;
    }
  }

  async check(stage: Stage): Promise<string[]> {
    const faults: string[] = [];
    if (this.#pending !== undefined) {
      const { prefix } = this.#pending;
      const count = await countOf(stage, prefix);
      if (!this.#isWhole(count)) faults.push(`${count} documents of ${prefix} are there`);
      faults.push(...(await isFirst(stage, prefix, count)));
      const { text, fault } = await sendAgain(stage, this.#pending, undefined);
      this.#answered = { request: this.#pending, text };
      this.#pending = undefined;
      if (fault !== undefined) faults.push(fault);
    }
    if (this.#answered === undefined) return faults;
    const { request, text } = this.#answered;
    const { fault } = await sendAgain(stage, request, text);
    const count = await countOf(stage, request.prefix);
    if (count !== request.documents) faults.push(`${count} documents of ${request.prefix} are there after its answer`);
    return fault === undefined ? faults : [...faults, fault];
  }
}

/** Documents are committed in their order, so that those that are there are the first. */
async function isFirst(stage: Stage, prefix: string, count: number): Promise<string[]> {
  const { text } = await stage.ask(`/api/data?prefix=${prefix}&limit=1&reverse=true`);
  const [last] = JSON.parse(text) as { key: string }[];
  const expected = count === 0 ? undefined : `${prefix}n-${count - 1}`;
  return last?.key === expected ? [] : [`the last of ${count} documents is ${last?.key}`];
}

/** Sends a request another time; where it was answered, it must be answered so again. */
async function sendAgain(
  stage: Stage,
  { path, asked, prefix }: OnceRequest,
  before: string | undefined,
): Promise<{ readonly text: string; readonly fault: string | undefined }> {
  const { status, text, headers } = await stage.ask(path, asked);
  const isAgain = before === undefined || (text === before && headers['idempotent-replayed'] === 'true');
  const fault = status === 200 && isAgain ? undefined : `${prefix} was answered ${before}, and again ${status} ${text}`;
  return { text, fault };
}
