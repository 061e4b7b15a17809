import { configurationOf, type Configuration } from '../launch/configuration.ts';
import type { Arguments, Body, SourceBreakpoint } from '../protocol/dap.ts';
import { EXCEPTION_FILTERS } from './exceptions.ts';
import { Session } from './session.ts';

const CAPABILITIES: Body = {
  supportsConfigurationDoneRequest: true,
  supportsConditionalBreakpoints: true,
  supportsHitConditionalBreakpoints: true,
  supportsLogPoints: true,
  supportsEvaluateForHovers: true,
  supportsSetVariable: true,
  supportsRestartRequest: true,
  supportsTerminateRequest: true,
  supportTerminateDebuggee: true,
  supportsDelayedStackTraceLoading: true,
  exceptionBreakpointFilters: EXCEPTION_FILTERS,
};

/** What only a living program can do. */
const FOR_THE_LIVING = new Set(['continue', 'next', 'stepIn', 'stepOut', 'pause', 'setVariable']);

type Handler = (args: Arguments) => Promise<Body | void>;

/** The requests of a DAP client, each with what the session does for it. */
export class Requests {
  readonly #session: Session;
  readonly #emit: (event: string, body?: Body) => void;
  readonly #pluginFolder: string;
  readonly #handlers: Record<string, Handler>;
  #configured: (() => void) | undefined;
  #launch: 'launch' | 'attach' = 'launch';
  #isCoreFile = false;

  constructor(emit: (event: string, body?: Body) => void, pluginFolder: string) {
    this.#emit = emit;
    this.#pluginFolder = pluginFolder;
    const session = new Session(emit);
    this.#session = session;
    const threadOf = (args: Arguments): number => Number(args['threadId']);
    this.#handlers = {
      setBreakpoints: async (args) => {
        const asked = (args['breakpoints'] ?? []) as SourceBreakpoint[];
        return { breakpoints: await session.setBreakpoints(String(args['source']['path']), asked) };
      },
      setFunctionBreakpoints: async () => ({ breakpoints: [] }),
      setExceptionBreakpoints: (args) => session.setExceptionFilters((args['filters'] ?? []) as string[]),
      threads: async () => ({ threads: await session.threads() }),
      stackTrace: (args) => session.inspection.stackTrace(args),
      scopes: (args) => session.inspection.scopes(args),
      variables: (args) => session.inspection.variables(args),
      evaluate: (args) => session.inspection.evaluate(args),
      setVariable: (args) => session.inspection.setVariable(args),
      continue: async (args) => {
        await session.continue(threadOf(args));
        return { allThreadsContinued: true };
      },
      next: (args) => session.step('next', threadOf(args)),
      stepIn: (args) => session.step('stepIn', threadOf(args)),
      stepOut: (args) => session.step('stepOut', threadOf(args)),
      restart: (args) =>
        session.restart(args['arguments'] ? this.#configuration(args['arguments'] as Arguments) : undefined),
    };
  }

  async handle(command: string, args: Arguments): Promise<Body | void> {
    if (this.#isCoreFile && FOR_THE_LIVING.has(command)) {
      throw new Error('a core file shows how a program ended: its stacks and values can be read, and it cannot go on');
    }
    switch (command) {
      case 'initialize':
        return CAPABILITIES;
      case 'launch':
      case 'attach':
        this.#launch = command;
        return this.#start(args);
      case 'configurationDone':
        return this.#configured?.();
      // These must get through whatever the queue waits for.
      case 'pause':
        return this.#session.pause();
      case 'terminate':
        await this.#session.close(true);
        return this.#emit('terminated');
      case 'disconnect':
        return this.#session.close(
          args['terminateDebuggee'] === undefined ? this.#launch === 'launch' : args['terminateDebuggee'] === true,
        );
    }
    const handler = this.#handlers[command];
    if (!handler) throw new Error(`the request ${command} is not supported`);
    return this.#session.queue.run(async () => handler(args));
  }

  async #start(args: Arguments): Promise<void> {
    const configured = new Promise<void>((resolve) => (this.#configured = resolve));
    try {
      const configuration = this.#configuration(args);
      this.#isCoreFile = configuration.coreFile !== undefined;
      await this.#session.begin(configuration);
      this.#emit('initialized');
      await configured;
      await this.#session.queue.run(() => this.#session.configured());
    } catch (error) {
      await this.#session.close(this.#launch === 'launch');
      throw error;
    }
  }

  #configuration(args: Arguments): Configuration {
    return configurationOf(args, this.#launch, this.#pluginFolder);
  }
}
