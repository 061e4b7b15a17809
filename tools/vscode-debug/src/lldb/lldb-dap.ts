import { spawn, type ChildProcess } from 'node:child_process';
import type { Arguments, Body, DapEvent, DapMessage } from '../protocol/dap.ts';
import { encodeMessage, MessageReader } from '../protocol/message-stream.ts';

const COMMAND_MARK = 'BIMETAL-JSON ';
const ENDING_MILLISECONDS_MAX = 2000;

/** One child lldb-dap: requests with their answers, and its events to whoever listens. */
export class LldbDap {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, { resolve: (body: Body) => void; reject: (error: Error) => void }>();
  readonly #ended: Promise<void>;
  #seq = 1;
  #alive = true;
  onEvent: (event: DapEvent) => void = () => undefined;
  onExit: (detail: string) => void = () => undefined;
  #errors = '';

  constructor(executable: string, env: NodeJS.ProcessEnv) {
    this.#child = spawn(executable, [], { stdio: ['pipe', 'pipe', 'pipe'], env });
    const reader = new MessageReader<DapMessage>((message) => this.#receive(message));
    this.#child.stdout?.on('data', (chunk: Buffer) => reader.push(chunk));
    this.#child.stderr?.on('data', (chunk: Buffer) => (this.#errors = (this.#errors + chunk.toString()).slice(-4000)));
    this.#child.stdin?.on('error', () => undefined);
    this.#ended = new Promise((resolve) => {
      const end = (detail: string): void => {
        if (!this.#alive) return;
        this.#alive = false;
        for (const { reject } of this.#waiting.values()) reject(new Error(`${executable} ended: ${detail}`));
        this.#waiting.clear();
        resolve();
        this.onExit(detail);
      };
      this.#child.once('error', (error) => end(error.message));
      this.#child.once('exit', (code, signal) => end(`${signal ?? `code ${code}`} ${this.#errors}`.trim()));
    });
  }

  request(command: string, args: Arguments = {}): Promise<Body> {
    if (!this.#alive) return Promise.reject(new Error('lldb-dap has ended'));
    const seq = this.#seq++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(seq, { resolve, reject });
      this.#child.stdin?.write(encodeMessage({ seq, type: 'request', command, arguments: args }));
    });
  }

  /** Runs an LLDB command and returns what it printed. */
  async console(command: string): Promise<string> {
    const answer = await this.request('evaluate', { expression: `\`${command}`, context: 'repl' });
    return String(answer['result'] ?? '');
  }

  /** Runs a command of the LLDB plugin that answers in JSON; a failure that it reports becomes an error. */
  async command(command: string): Promise<Body> {
    const text = await this.console(command);
    const start = text.indexOf(COMMAND_MARK);
    if (start < 0) throw new Error(`LLDB did not answer ${command}: ${text.trim() || 'nothing'}`);
    const answer = JSON.parse(text.slice(start + COMMAND_MARK.length).split('\n')[0] ?? '') as Body;
    if (answer['error'] !== undefined) throw new Error(String(answer['error']));
    return answer;
  }

  async end(): Promise<void> {
    if (!this.#alive) return;
    this.#child.stdin?.end();
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), ENDING_MILLISECONDS_MAX);
    await this.#ended;
    clearTimeout(timer);
  }

  #receive(message: DapMessage): void {
    if (message.type === 'event') return this.onEvent(message);
    if (message.type === 'request') {
      const response = {
        seq: this.#seq++,
        type: 'response',
        request_seq: message.seq,
        command: message.command,
        success: false,
      };
      this.#child.stdin?.write(encodeMessage(response));
      return;
    }
    const waiting = this.#waiting.get(message.request_seq);
    this.#waiting.delete(message.request_seq);
    if (message.success) waiting?.resolve(message.body ?? {});
    else waiting?.reject(new Error(reasonOf(message.message, message.body)));
  }
}

function reasonOf(message: string | undefined, body: Body | undefined): string {
  return String(body?.['error']?.['format'] ?? message ?? 'lldb-dap refused');
}
