import { type ChildProcess, spawn } from 'node:child_process';

import { killSession, Output } from './debuggee.ts';
import { workspaceRoot } from './workspace.ts';

const ANSWER_MS_MAX = 60_000;

type Message = { type: string; event?: string; request_seq?: number; success?: boolean; message?: string; body?: Body };
export type Body = Record<string, unknown>;
export type StackFrame = { name: string; line: number; source?: { path?: string } };

/** A debug adapter and a client that speaks to it as an editor does. Disposing of it kills both and what they debug. */
export class DapClient implements AsyncDisposable {
  /** What the debuggee wrote. */
  readonly output = new Output();
  readonly #child: ChildProcess;
  readonly #answers = new Map<number, (message: Message) => void>();
  readonly #events: { name: string; body: Body }[] = [];
  #eventArrived: () => void = () => undefined;
  #received = Buffer.alloc(0);
  #sequence = 0;
  #debuggee: number | undefined;

  constructor(program: string) {
    const { stdin, stdout } = (this.#child = spawn(program, [], {
      cwd: workspaceRoot,
      env: { ...process.env, NODE_OPTIONS: undefined, INIT_CWD: undefined },
      stdio: ['pipe', 'pipe', 'inherit'],
      detached: true,
    }));
    stdout?.on('data', (chunk: Buffer) => this.#receive(chunk));
    // An adapter that has ended does not read any more.
    stdin?.on('error', () => undefined);
  }

  /** Starts what a launch configuration says, with breakpoints by file, and resolves when it runs. */
  async start(configuration: Body, breakpoints: { path: string; line: number }[]): Promise<void> {
    await this.request('initialize', { adapterID: 'debug-e2e', linesStartAt1: true, columnsStartAt1: true });
    // Its answer comes when everything is configured, so it is not waited for here.
    const launched = this.request(String(configuration['request']), configuration);
    await this.event('initialized');
    for (const { path, line } of breakpoints) {
      await this.request('setBreakpoints', { source: { path }, breakpoints: [{ line }] });
    }
    await this.request('configurationDone', {});
    await launched;
  }

  async request(command: string, args: Body): Promise<Body> {
    const sequence = ++this.#sequence;
    const text = JSON.stringify({ type: 'request', seq: sequence, command, arguments: args });
    const answer = new Promise<Message>((done) => this.#answers.set(sequence, done));
    this.#child.stdin?.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
    const { success, message, body } = await this.#within(answer, `an answer to ${command}`);
    if (!success) throw new Error(`${command}: ${message ?? JSON.stringify(body)}`);
    return body ?? {};
  }

  /** The next event of this name, also one that came before; those of other names before it are passed over. */
  async event(name: string): Promise<Body> {
    for (;;) {
      const at = this.#events.findIndex((event) => event.name === name);
      const [found] = at < 0 ? [] : this.#events.splice(0, at + 1).slice(-1);
      if (found) return found.body;
      await this.#within(new Promise<void>((done) => (this.#eventArrived = done)), `an event ${name}`);
    }
  }

  async stack(threadId: unknown): Promise<StackFrame[]> {
    const { stackFrames } = await this.request('stackTrace', { threadId, startFrame: 0, levels: 100 });
    return stackFrames as StackFrame[];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = new Promise((done) => this.#child.once('close', done));
    killSession(this.#child, this.#debuggee);
    if (this.#child.exitCode === null && this.#child.signalCode === null) await ended;
  }

  #within<T>(promise: Promise<T>, what: string): Promise<T> {
    let overdue: NodeJS.Timeout;
    const limit = new Promise<never>((_done, fail) => {
      overdue = setTimeout(
        () => fail(new Error(`No ${what} in ${ANSWER_MS_MAX} ms. The debuggee wrote:\n${this.output.text}`)),
        ANSWER_MS_MAX,
      );
    });
    return Promise.race([promise, limit]).finally(() => clearTimeout(overdue));
  }

  #receive(chunk: Buffer): void {
    this.#received = Buffer.concat([this.#received, chunk]);
    for (;;) {
      const end = this.#received.indexOf('\r\n\r\n');
      const [, length] = /Content-Length: (\d+)/.exec(this.#received.toString('latin1', 0, Math.max(end, 0))) ?? [];
      const next = end + 4 + Number(length);
      if (!length || this.#received.length < next) return;
      const text = this.#received.toString('utf8', end + 4, next);
      this.#received = this.#received.subarray(next);
      this.#take(JSON.parse(text) as Message);
    }
  }

  #take({ type, event, body = {}, ...message }: Message): void {
    if (type === 'response') return this.#answers.get(message.request_seq ?? 0)?.({ type, body, ...message });
    if (type !== 'event' || !event) return;
    if (event === 'output') return this.output.add(String(body['output']));
    if (event === 'process') this.#debuggee = Number(body['systemProcessId']);
    this.#events.push({ name: event, body });
    this.#eventArrived();
  }
}
