import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

import { endChild } from '../end-child.ts';
import { placed, type Placement } from './cpu.ts';
import { type FeedAnswer, type FeedTask } from './feed-readers.ts';

const program = resolve(import.meta.dirname, 'feed-readers.ts');

/** Readers of a feed in a process of their own, beside the load and not beside the server. */
export class FeedProcess implements AsyncDisposable {
  readonly #child: ChildProcess;

  constructor(placement: Placement) {
    const [command = '', ...args] = placed([process.execPath, program], placement?.load);
    this.#child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  }

  async ask(task: FeedTask, ms: number): Promise<FeedAnswer> {
    const signal = AbortSignal.timeout(ms);
    const answered = once(this.#child, 'message', { signal }) as Promise<[{ answer?: FeedAnswer; error?: string }]>;
    this.#child.send(task);
    const [{ answer, error }] = await answered.catch((cause: unknown) => {
      throw new Error(`the readers of the feed do not come to an end of "${task.kind}"`, { cause });
    });
    if (!answer) throw new Error(error);
    return answer;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return endChild(this.#child);
  }
}
