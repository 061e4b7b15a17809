import { type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { killTree } from './process-tree.ts';

/** A folder of data for one session. */
export class DataFolder implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), 'bimetal-debug-e2e-'));

  [Symbol.dispose](): void {
    // Processes that are just being killed may still write.
    rmSync(this.path, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}

/** Text that arrives bit by bit, and those who wait for something in it. */
export class Output {
  #text = '';
  #waiting: { pattern: RegExp; found: (match: RegExpExecArray) => void }[] = [];

  get text(): string {
    return this.#text;
  }

  add(text: string): void {
    // Servers and debuggers colour what they write.
    // eslint-disable-next-line no-control-regex
    this.#text += text.replace(/\x1b\[[\d;]*m/g, '');
    this.#waiting = this.#waiting.filter(({ pattern, found }) => {
      const match = pattern.exec(this.#text);
      if (match) found(match);
      return !match;
    });
  }

  /** Resolves when the pattern is in the text; rejects with all of it after so long. */
  waitFor(pattern: RegExp, ms_max: number): Promise<RegExpExecArray> {
    return new Promise((done, fail) => {
      const overdue = setTimeout(() => fail(new Error(`No ${pattern} in ${ms_max} ms:\n${this.#text}`)), ms_max);
      this.#waiting.push({
        pattern,
        found: (match) => {
          clearTimeout(overdue);
          done(match);
        },
      });
      this.add('');
    });
  }
}

/** Sends a document to the server, and does not mind that a debugger lets it wait or kills the server. */
export async function post(url: string, key = 'testdocs-1', value = '{"title":"Hello"}'): Promise<number | undefined> {
  try {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${url}/api/data/${key}`, { method: 'POST', body: value, headers });
    await answer.text();
    return answer.status;
  } catch {
    return undefined;
  }
}

/** Ends a debugger with all that it started; `debuggee` is one that it attached to, or that outlived it. */
export function killSession(debuggerProcess: ChildProcess, debuggee?: number): void {
  for (const pid of [debuggerProcess.pid, debuggee]) if (pid) killTree(pid);
}
