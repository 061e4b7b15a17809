import { dirname, resolve } from 'node:path';
import type { Cdp } from '../inspector/cdp.ts';
import { CdpConnection, FLAT_SESSIONS_OPTION, type WorkerInfo } from '../inspector/cdp-connection.ts';
import { Isolate } from '../inspector/isolate.ts';
import { Script, type Origin } from '../inspector/source-maps.ts';
import type { Configuration } from '../launch/configuration.ts';
import { openInspector } from '../launch/open-inspector.ts';
import { explained, lldbRequest, refuseMissing, startLldb, type Asked } from '../launch/start.ts';
import { skippedPatterns, skipping } from '../launch/skipped-files.ts';
import type { Body } from '../protocol/dap.ts';
import type { Breakpoints } from './breakpoints.ts';
import type { LoadedAddon, Notices } from './notices.ts';
import { Program } from './program.ts';
import type { ProgramListener } from './program-listener.ts';
import { within } from './within.ts';

const START_MILLISECONDS_MAX = 60_000;
const SAID_MAX = 4000;

/** How a program comes under both debuggers: first to where breakpoints may be set, and from there on its way. */
export class Start {
  readonly program: Program;
  readonly #configuration: Configuration;
  readonly #asked: Asked;
  readonly #origin: Origin;
  readonly #listener: ProgramListener;
  readonly #initialized = Promise.withResolvers<void>();
  readonly #url = Promise.withResolvers<string>();
  #said = '';
  #connected: Cdp | Promise<Cdp> | undefined;
  #lldbAnswer: Promise<Body> | undefined;
  /** All breakpoints are known: a worker that begins gets them at once. */
  #breakpoints: Breakpoints | undefined;

  constructor(configuration: Configuration, listener: ProgramListener, pathOf: (path: string) => string) {
    this.#configuration = configuration;
    this.#listener = listener;
    // Of a program that is attached to, nobody asks for it.
    this.#url.promise.catch(() => undefined);
    refuseMissing(configuration);
    const lldb = startLldb(configuration);
    try {
      // What has to be found out of the system is found out while LLDB starts.
      this.#asked = lldbRequest(configuration);
    } catch (error) {
      void lldb.end();
      throw error;
    }
    const { cwd, program: script } = configuration;
    const folders = script === undefined ? [cwd] : [dirname(resolve(cwd, script)), cwd];
    const isSkipped = skipping(configuration.skipFiles);
    this.#origin = { pathOf, isSkipped, folders, single: this.#asked.single };
    this.program = new Program(lldb, listener, this.#origin);
    this.program.stopsOnEntry = configuration.stopOnEntry;
  }

  /** Begins the program up to where breakpoints may be set. */
  async begin(): Promise<void> {
    const { pid } = this.#configuration;
    // A running program is introduced to V8's debugger first: from the moment LLDB has it, it may stop at any time.
    this.#connected =
      pid === undefined
        ? this.#url.promise.then((url) => this.#connect(url))
        : await this.#connect(await openInspector(pid));
    const { lldb } = this.program;
    await lldb.request('initialize', {
      adapterID: 'lldb-dap',
      linesStartAt1: true,
      columnsStartAt1: true,
      pathFormat: 'path',
    });
    this.#lldbAnswer = lldb.request(this.#asked.command, this.#asked.args);
    // LLDB 19 answers the launch before it is initialized, LLDB 22 after the configuration is done: only failures count here.
    const failed = this.#lldbAnswer.then(() => this.#initialized.promise);
    // Whoever waits for these learns of their failure; before that it must not end the adapter.
    for (const each of [this.#connected, failed]) Promise.resolve(each).catch(() => undefined);
    await within(
      Promise.race([this.#initialized.promise, failed]),
      START_MILLISECONDS_MAX,
      'LLDB did not start the program',
    ).catch(this.#explain);
  }

  /** All breakpoints are known: lets the program go. */
  async finish(breakpoints: Breakpoints, notices: Notices): Promise<void> {
    const { program } = this;
    if (this.#configuration.request === 'attach') {
      const { addons } = await program.lldb.command('ts adapter addons');
      notices.addonsFound(addons as LoadedAddon[], this.#configuration.coreFile !== undefined);
    }
    await breakpoints.exceptions.applyToNative(program.lldb);
    // Where LLDB could not launch or attach, both fail, and only the answer to that request tells why.
    const configured = program.lldb.request('configurationDone').catch((error: Error) => error);
    await this.#lldbAnswer?.catch(this.#explain);
    const failure = await configured;
    if (failure instanceof Error) throw failure;
    program.started();
    if (this.#configuration.coreFile) return;
    const connected = Promise.resolve(this.#connected);
    const cdp = await within(connected, START_MILLISECONDS_MAX, 'Node did not open its inspector');
    if (!cdp) throw new Error('the inspector is not connected');
    this.#breakpoints = breakpoints;
    breakpoints.script.forgetAll();
    this.#expectInnerScripts();
    for (const isolate of program.isolates.all) this.#letRun(isolate, breakpoints);
  }

  /** LLDB takes breakpoints from here on. */
  initialized(): void {
    this.#initialized.resolve();
  }

  /** The program may tell where its inspector listens. */
  printed(output: string, isOfProgram: boolean): void {
    if (isOfProgram) this.#said = (this.#said + output).slice(-SAID_MAX);
    const url = /Debugger listening on (ws:\/\/\S+)/.exec(output)?.[1];
    if (url) this.#url.resolve(url);
  }

  /** Before there was an inspector: what it said last is why. */
  exited(code: number): void {
    const said = this.#said
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean)
      .at(-1);
    this.#url.reject(new Error(`Node ended with code ${code} before its inspector was open${said ? `: ${said}` : ''}`));
  }

  readonly #explain = (error: Error): never => {
    throw explained(error, this.#configuration);
  };

  async #connect(url: string): Promise<Cdp> {
    const connection = await CdpConnection.open(url, this.#asked.args['args']?.includes(FLAT_SESSIONS_OPTION) === true);
    const cdp = connection.main;
    const isolate = new Isolate(cdp);
    this.program.use(isolate);
    await cdp.request('Runtime.enable');
    await cdp.request('Debugger.enable');
    cdp.send('NodeRuntime.notifyWhenWaitingForDisconnect', { enabled: true });
    this.takeBack(isolate);
    this.#observe(isolate);
    connection.onWorker = (worker, info) => this.#meet(worker, info);
    connection.watchWorkers();
    return cdp;
  }

  #expectInnerScripts(): void {
    const { single, command } = this.#asked;
    if (!single || command !== 'launch') return;
    for (const { url, sourceMapUrl } of single.scripts) {
      this.program.isolates.main?.expect(new Script('', url, sourceMapUrl, this.#origin));
    }
  }

  /** A worker waits until it is let run, unless it ran already when the debugger came. */
  #meet(cdp: Cdp, info: WorkerInfo): void {
    const isolate = new Isolate(cdp, info);
    isolate.askForThread().then(
      () => this.#listener.isolateBegan(isolate),
      () => undefined,
    );
    this.program.use(isolate);
    cdp.send('Runtime.enable');
    cdp.send('Debugger.enable');
    this.takeBack(isolate);
    this.#observe(isolate);
    if (this.#breakpoints) this.#letRun(isolate, this.#breakpoints);
  }

  /**
   * What Node was told for the debugger's sake is none of the program's business, and not of those that it starts. It is taken
   * back when the debugger comes, and once more before the first statement: in between Node makes its options known.
   */
  takeBack({ cdp }: Isolate): void {
    const { firstExpression } = this.#asked;
    if (firstExpression !== undefined) cdp.send('Runtime.evaluate', { expression: firstExpression });
  }

  #observe({ cdp }: Isolate): void {
    cdp.send('Debugger.setInstrumentationBreakpoint', { instrumentation: 'beforeScriptWithSourceMapExecution' });
    cdp.send('Debugger.setAsyncCallStackDepth', { maxDepth: 16 });
    cdp.send('Debugger.setBlackboxPatterns', { patterns: skippedPatterns(this.#configuration.skipFiles) });
  }

  /** Not awaited: V8 takes messages in their order, and answers late when LLDB stops the program meanwhile. */
  #letRun(isolate: Isolate, breakpoints: Breakpoints): void {
    breakpoints.exceptions.applyToScript(isolate);
    breakpoints.script.setIn(isolate).catch(() => undefined);
    isolate.cdp.send('Runtime.runIfWaitingForDebugger');
  }
}
