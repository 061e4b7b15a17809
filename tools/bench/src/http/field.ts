import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type Entry } from '../store/documents.ts';
import { type ContenderName } from './contender.ts';
import { type Placement } from './cpu.ts';
import { prepare } from './launch.ts';
import { type Peers } from './peers.ts';
import { ServerProcess } from './server-process.ts';

/** As much of a reason as a terminal has room for. */
const REASON_MAX = 600;

/** Servers that hold the same documents, each in a process and a folder of its own. */
export class Field implements AsyncDisposable {
  readonly servers = new Map<ContenderName, ServerProcess>();
  /** Of those that could not be started or filled, why. */
  readonly left = new Map<ContenderName, string>();
  readonly folder = mkdtempSync(join(tmpdir(), 'bimetal-bench-http-'));
  readonly #started = new AsyncDisposableStack();

  constructor() {
    process.on('exit', this.#remove);
    // An interrupt ends the process as an exit does, so that nothing is left running or written.
    process.on('SIGINT', exit).on('SIGTERM', exit);
  }

  /** Starts a server over the documents. One that cannot be is left out; ours has to. */
  async start(name: ContenderName, entries: readonly Entry[], peers: Peers, placement: Placement): Promise<void> {
    const folder = join(this.folder, name.replace(/\W+/g, '-'));
    mkdirSync(folder, { recursive: true });
    try {
      const { launch, fill } = await prepare(name, folder, entries, peers);
      const server = this.#started.use(await ServerProcess.start(launch, placement));
      await fill?.(server.url);
      this.servers.set(name, server);
    } catch (error) {
      if (name === 'bimetal') throw error;
      this.left.set(name, (error as Error).message.slice(0, REASON_MAX));
    }
  }

  readonly #remove = () => {
    for (const { pid } of this.servers.values()) kill(pid);
    rmSync(this.folder, { recursive: true, force: true });
  };

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#started.disposeAsync();
    this.servers.clear();
    process.off('exit', this.#remove).off('SIGINT', exit).off('SIGTERM', exit);
    this.#remove();
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

function exit(): void {
  process.exit(130);
}
