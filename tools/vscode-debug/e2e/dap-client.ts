import { spawn, type ChildProcess } from 'node:child_process';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type {
  Arguments,
  Body,
  DapEvent,
  DapMessage,
  SourceBreakpoint,
  StackFrame,
  Variable,
} from '../src/protocol/dap.ts';
import { encodeMessage, MessageReader } from '../src/protocol/message-stream.ts';

// Against hangs only: a cold or loaded machine may need long for the symbols that LLDB reads first.
const ANSWER_MILLISECONDS_MAX = 120_000;
const END_MILLISECONDS_MAX = 30_000;

/** What is answered, where a test reads it. */
interface Answers {
  evaluate: DebugProtocol.EvaluateResponse['body'];
  scopes: DebugProtocol.ScopesResponse['body'];
  setBreakpoints: DebugProtocol.SetBreakpointsResponse['body'];
  stackTrace: DebugProtocol.StackTraceResponse['body'];
  threads: DebugProtocol.ThreadsResponse['body'];
  variables: DebugProtocol.VariablesResponse['body'];
}

interface Events {
  output: DebugProtocol.OutputEvent['body'];
  /** One thread stops the others with it, and is named. */
  stopped: DebugProtocol.StoppedEvent['body'] & { threadId: number };
}

type Of<Bodies, Name> = Name extends keyof Bodies ? Bodies[Name] : Body;

/** A client as VS Code is one: it starts a real debug adapter and speaks DAP with it over its standard streams. */
export class DapClient implements AsyncDisposable {
  readonly #adapter: ChildProcess;
  readonly #answers = new Map<number, { resolve: (body: Body) => void; reject: (error: Error) => void }>();
  readonly #events: DapEvent[] = [];
  #waiting: { wanted: (event: DapEvent) => boolean; resolve: (event: DapEvent) => void }[] = [];
  #seq = 1;
  #debuggee: number | undefined;
  output = '';
  errors = '';

  constructor(adapter: string, env: NodeJS.ProcessEnv = {}) {
    // A script runs in this Node; anything else is a program.
    const [command, args] = /\.(ts|mjs)$/.test(adapter) ? [process.execPath, [adapter]] : [adapter, []];
    this.#adapter = spawn(command, args, {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...withoutJest(), ...env },
      // A group of its own, so that the adapter can be ended together with its lldb-dap.
      detached: true,
    });
    const reader = new MessageReader<DapMessage>((message) => this.#receive(message));
    // An adapter that has ended does not read any more.
    this.#adapter.stdin?.on('error', () => undefined);
    this.#adapter.stdout?.on('data', (chunk: Buffer) => reader.push(chunk));
    this.#adapter.stderr?.on('data', (chunk: Buffer) => (this.errors += chunk.toString()));
  }

  request<Command extends string>(command: Command, args: Arguments = {}): Promise<Of<Answers, Command>> {
    const seq = this.#seq++;
    const answer = new Promise<Body>((resolve, reject) => this.#answers.set(seq, { resolve, reject }));
    this.#adapter.stdin?.write(encodeMessage({ seq, type: 'request', command, arguments: args }));
    return limited(answer as Promise<Of<Answers, Command>>, command, () => this.errors);
  }

  /** The next event of that name, also one that has come already. */
  async event<Name extends string>(name: Name): Promise<Of<Events, Name>> {
    const wanted = (event: DapEvent): boolean => event.event === name;
    const index = this.#events.findIndex(wanted);
    const [come] = index < 0 ? [] : this.#events.splice(index, 1);
    const next = come ?? new Promise<DapEvent>((resolve) => this.#waiting.push({ wanted, resolve }));
    const { body = {} } = await limited(next, `the event ${name}`, () => this.errors + this.output);
    return body as Of<Events, Name>;
  }

  /** The first text of the program's output that matches. */
  async printed(pattern: RegExp): Promise<string> {
    for (;;) {
      // eslint-disable-next-line no-control-regex
      const found = pattern.exec(this.output.replace(/\x1b\[[\d;]*m/g, ''));
      if (found) return found[0];
      await this.event('output');
    }
  }

  stopped(): Promise<Events['stopped']> {
    return this.event('stopped');
  }

  async start(
    configuration: Arguments,
    breakpoints: Record<string, SourceBreakpoint[]>,
    filters: string[] = [],
  ): Promise<void> {
    await this.request('initialize', { adapterID: 'bimetal' });
    const launched = this.request(configuration['request'] === 'attach' ? 'attach' : 'launch', configuration);
    await Promise.race([this.event('initialized'), launched]);
    for (const [path, each] of Object.entries(breakpoints)) await this.setBreakpoints(path, each);
    await this.request('setExceptionBreakpoints', { filters });
    await this.request('configurationDone');
    await launched;
  }

  setBreakpoints(path: string, breakpoints: SourceBreakpoint[]): Promise<Answers['setBreakpoints']> {
    return this.request('setBreakpoints', { source: { path }, breakpoints });
  }

  async stack(threadId: number): Promise<StackFrame[]> {
    return (await this.request('stackTrace', { threadId })).stackFrames;
  }

  /** The user's own frames, as `function file:line`. */
  async ownStack(threadId: number): Promise<string[]> {
    const own = (await this.stack(threadId)).filter((frame) => frame.presentationHint !== 'subtle');
    return own.map((frame) => `${frame.name} ${frame.source?.name}:${frame.line}`);
  }

  async locals(frameId: number): Promise<Variable[]> {
    const { scopes } = await this.request('scopes', { frameId });
    const local = scopes.find(({ name }) => name.startsWith('Local'));
    // The code of a module has no scope of that name.
    return local ? this.variables(local.variablesReference) : [];
  }

  async variables(variablesReference: number): Promise<Variable[]> {
    return (await this.request('variables', { variablesReference })).variables;
  }

  /** Ends the adapter, by force where it does not go by itself. */
  async end(): Promise<void> {
    const { pid, exitCode, signalCode } = this.#adapter;
    if (pid === undefined || exitCode !== null || signalCode !== null) return;
    const gone = new Promise((resolve) => this.#adapter.once('exit', resolve));
    const timer = setTimeout(() => this.#kill(-pid, this.#debuggee), END_MILLISECONDS_MAX);
    void this.request('disconnect').catch(() => undefined);
    await gone;
    clearTimeout(timer);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.end();
  }

  #kill(...targets: (number | undefined)[]): void {
    for (const target of targets) {
      try {
        if (target !== undefined) process.kill(target, 'SIGKILL');
      } catch {
        // It has ended meanwhile.
      }
    }
  }

  #receive(message: DapMessage): void {
    if (message.type === 'response') {
      const waiting = this.#answers.get(message.request_seq);
      if (message.success) waiting?.resolve(message.body ?? {});
      else waiting?.reject(new Error(`${message.command}: ${message.message}`));
    } else if (message.type === 'event') {
      if (message.event === 'output') this.output += String(message.body.output);
      if (message.event === 'process') this.#debuggee = message.body.systemProcessId as number | undefined;
      const index = this.#waiting.findIndex(({ wanted }) => wanted(message));
      const [waiting] = index < 0 ? [] : this.#waiting.splice(index, 1);
      if (waiting) waiting.resolve(message);
      else this.#events.push(message);
    }
  }
}

async function limited<T>(promise: T | Promise<T>, what: string, detail: () => string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`no ${what} within ${ANSWER_MILLISECONDS_MAX / 1000} s. ${detail()}`)),
      ANSWER_MILLISECONDS_MAX,
    );
    // What nobody waits for any more does not keep the test run alive.
    timer.unref();
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

function withoutJest(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(JEST_|NODE_OPTIONS$|NX_|INIT_CWD$)/.test(name)),
  );
}
