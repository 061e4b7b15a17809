import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

const GROUP_POLL_MS = 50;

export type PartCommand = {
  name: string;
  args: readonly string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Who else gets the signal that ends it. A wrapper such as Nx has children of its own; a server has none. */
  stops: 'group' | 'process';
};

export type Write = (line: string) => void;

/**
 * One program of `npm run dev`, run by our Node, with its name before each line it prints. It leads a process group of
 * its own: a Ctrl-C on the terminal reaches us alone, and we end each part in order, with whatever it has started.
 */
export class Part {
  readonly name: string;
  /** Resolves with a sentence when the program ended, for whatever reason. */
  readonly ended: Promise<string>;
  readonly #child: ChildProcess;
  readonly #stops: PartCommand['stops'];

  constructor({ name, args, cwd, env, stops }: PartCommand, write: Write) {
    this.name = name;
    this.#stops = stops;
    this.#child = spawn(process.execPath, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.#child.stdout, this.#child.stderr]) prefixLines(stream, name, write);
    this.ended = new Promise((done) => {
      this.#child.once('error', (error) => done(`could not be started: ${error.message}`));
      this.#child.once('exit', (code, signal) => done(signal ? `was ended by ${signal}` : `ended with ${code}`));
    });
  }

  /** Asks it to end, and after `patience_ms` makes it; resolves when nothing of its group is left. */
  async stop(patience_ms: number): Promise<void> {
    const pid = this.#child.pid;
    if (pid === undefined) return;
    const deadline = Date.now() + patience_ms;
    this.#signal(this.#stops === 'group' ? -pid : pid, 'SIGTERM');
    while (groupLives(pid)) {
      if (Date.now() > deadline) this.#signal(-pid, 'SIGKILL');
      await new Promise((tick) => setTimeout(tick, GROUP_POLL_MS));
    }
    await this.ended;
  }

  /** Ends it and all it has started at once. */
  kill(): void {
    if (this.#child.pid !== undefined) this.#signal(-this.#child.pid, 'SIGKILL');
  }

  #signal(target: number, signal: NodeJS.Signals): void {
    try {
      process.kill(target, signal);
    } catch {
      // It has ended in the meantime, which is what was wanted.
    }
  }
}

function groupLives(pid: number): boolean {
  try {
    process.kill(-pid, 0);
    return true;
  } catch {
    return false;
  }
}

function prefixLines(stream: Readable | null, name: string, write: Write): void {
  if (!stream) return;
  createInterface({ input: stream }).on('line', (line) => write(`[${name}] ${line}`));
}
