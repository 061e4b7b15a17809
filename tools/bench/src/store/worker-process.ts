import { type ChildProcess, fork } from 'node:child_process';
import { resolve } from 'node:path';

import { endChild } from '../end-child.ts';
import { type Answer, type Task } from './tasks.ts';

const program = resolve(import.meta.dirname, 'worker.ts');

/** A process that has one store to itself, so that no store pays for the memory, the threads or the compiler of another. */
export class WorkerProcess implements AsyncDisposable {
  readonly #child: ChildProcess;

  constructor(env: NodeJS.ProcessEnv = {}) {
    this.#child = fork(program, {
      env: { ...process.env, ...env },
      execArgv: ['--expose-gc', '--disable-warning=ExperimentalWarning'],
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
  }

  async ask(task: Task): Promise<Answer> {
    const child = this.#child;
    const answered = new Promise<Answer>((resolve, reject) => {
      const settle = () => {
        child.off('message', onMessage);
        child.off('exit', onExit);
      };
      const onMessage = ({ answer, error }: { answer?: Answer; error?: string }) => {
        settle();
        if (answer) resolve(answer);
        else reject(new Error(error));
      };
      const onExit = (code: number | null, signal: string | null) => {
        settle();
        reject(new Error(`the process ended with ${signal ?? code} while asked to ${task.kind}`));
      };
      child.on('message', onMessage);
      child.on('exit', onExit);
    });
    child.send(task);
    return answered;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return endChild(this.#child);
  }
}
