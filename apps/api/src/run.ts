import { constants } from 'node:os';
import { type Config } from './config/config.js';
import { type DataCommand } from './config/data-command.js';
import { type KeysCommand } from './config/keys-command.js';
import { type ServerCommand } from './config/server-commands.js';
import { type FolderCommand } from './config/folder-commands.js';
import { readInvocation } from './config/read-config.js';
import { exitCodes, StartupError } from './config/startup-error.js';
import { type Logger } from './logging/logger.js';
import { type Program } from './program.js';
import { ShutdownSignals } from './shutdown-signals.js';
import { tellFailure } from './tell-failure.js';

/** Runs a program as its process asks it to, and ends the process. */
export async function run(program: Program): Promise<never> {
  try {
    // Handles of the store's threads must not keep a process alive that is done.
    process.exit(await main(program));
  } catch (error) {
    if (!(error instanceof StartupError)) throw error;
    tellFailure(error, process.argv.includes('--json') ? 'json' : 'words');
    process.exit(error.exitCode);
  }
}

/** The way of a process: read the configuration, then answer, work on a folder, or serve. Resolves with the exit code. */
async function main(program: Program): Promise<number> {
  const signals = new ShutdownSignals();
  const invocation = readInvocation({ argv: process.argv.slice(2), env: process.env, cwd: process.cwd(), program });
  if (invocation.kind === 'answer') {
    tellWarnings(invocation.warnings);
    return answer(invocation.text);
  }
  if (invocation.inspector !== undefined) {
    const { openInspector } = await import('./inspector.js');
    openInspector(invocation.inspector);
    // eslint-disable-next-line no-debugger -- This is where --inspect-brk pauses: the first line that a debugger can see.
    if (invocation.inspector.pauses) debugger;
  }
  // The rest is loaded late, so that `--help` answers at once and an addon that is missing is reported like any other trouble.
  const { takeAddon } = await import('./take-addon.js');
  takeAddon(program);
  if (invocation.kind === 'folder') {
    tellWarnings(invocation.warnings);
    return workOnFolder(invocation.command, signals);
  }
  if (invocation.kind === 'server') {
    tellWarnings(invocation.warnings);
    return workOnServer(invocation.command, signals);
  }
  if (invocation.kind === 'data') {
    tellWarnings(invocation.warnings);
    return workOnDocuments(invocation.command, signals);
  }
  if (invocation.kind === 'keys') {
    tellWarnings(invocation.warnings);
    return workOnKeys(invocation.command, signals);
  }
  return serveUntilSignal(program, invocation.config, invocation.warnings, signals);
}

function tellWarnings(warnings: readonly string[]): void {
  for (const warning of warnings) process.stderr.write(`bimetal: ${warning}\n`);
}

/** Prints what was asked for. A reader that has seen enough (`bimetal licenses | head`) is no failure. */
async function answer(text: string): Promise<number> {
  const error = await new Promise<NodeJS.ErrnoException | null | undefined>((resolve) => {
    process.stdout.on('error', resolve);
    process.stdout.write(text, resolve);
  });
  if (!error || error.code === 'EPIPE') return exitCodes.ok;
  throw new StartupError('INTERNAL', exitCodes.failed, `standard output cannot be written to: ${error.message}`);
}

/** Runs a command on a data folder. */
async function workOnFolder(command: FolderCommand, signals: ShutdownSignals): Promise<number> {
  const { runCommand } = await import('./commands/run-command.js');
  return untilCancelled(command.name, signals, (signal) => runCommand(command, signal));
}

/** Has a running server do what a command says. */
async function workOnServer(command: ServerCommand, signals: ShutdownSignals): Promise<number> {
  const { runServerCommand } = await import('./commands/run-command.js');
  return withCodes(command.json, () =>
    untilCancelled(command.name, signals, (signal) => runServerCommand(command, signal)),
  );
}

/** Runs a command for documents. */
async function workOnDocuments(command: DataCommand, signals: ShutdownSignals): Promise<number> {
  const { runDataCommand } = await import('./commands/documents/run-data-command.js');
  return withCodes(command.json, async () => {
    const code = await untilCancelled(command.name, signals, (signal) => runDataCommand(command, signal));
    // There is no other way to end it.
    return command.name === 'watch' && code > 128 ? exitCodes.ok : code;
  });
}

/** Runs the command for API keys. */
async function workOnKeys(command: KeysCommand, signals: ShutdownSignals): Promise<number> {
  const { runKeysCommand } = await import('./commands/run-command.js');
  return withCodes(command.json, () =>
    untilCancelled(command.name, signals, (signal) => runKeysCommand(command, signal)),
  );
}

/** Tells errors with their code, so that a server's and a folder's read alike. */
async function withCodes(json: boolean, run: () => Promise<number>): Promise<number> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof StartupError)) throw error;
    tellFailure(error, json ? 'json' : 'words and code');
    return error.exitCode;
  }
}

/** Runs a command that a signal cancels. Resolves with the exit code. */
async function untilCancelled(
  name: string,
  signals: ShutdownSignals,
  run: (signal: AbortSignal) => Promise<number>,
): Promise<number> {
  const controller = new AbortController();
  let cancelledBy: NodeJS.Signals | undefined;
  void signals.first.then((signal) => {
    cancelledBy = signal;
    controller.abort();
  });
  try {
    return await run(controller.signal);
  } catch (error) {
    const isCancelled = error instanceof StartupError && (error.code === 'CANCELLED' || error.code === 'ABORTED');
    if (cancelledBy === undefined || !isCancelled) throw error;
    if (name !== 'watch') process.stderr.write(`bimetal: ${name} was cancelled\n`);
    return 128 + constants.signals[cancelledBy];
  }
}

/** Shuts down at the first signal. */
async function serveUntilSignal(
  program: Program,
  config: Config,
  warnings: readonly string[],
  signals: ShutdownSignals,
): Promise<number> {
  const { createLogger } = await import('./logging/logger.js');
  const logger = await createLogger(config);
  for (const warning of warnings) logger.warn(warning);
  process.on('uncaughtException', (error) => {
    logger.fatal({ err: error }, 'Failed');
    process.exit(exitCodes.failed);
  });
  try {
    await serve(program, config, logger, signals);
    return exitCodes.ok;
  } catch (error) {
    if (!(error instanceof StartupError)) throw error;
    logger.fatal({ code: error.code }, `Cannot start: ${error.message}`);
    return error.exitCode;
  }
}

async function serve(program: Program, config: Config, logger: Logger, signals: ShutdownSignals): Promise<void> {
  logger.info('Starting up…');
  const { startServer } = await import('./server.js');
  const { Supervisor } = await import('./systemd/supervisor.js');
  const server = await startServer(program, config, logger);
  for (const warning of server.warnings) logger.warn(warning);
  for (const url of server.urls) logger.info(`Listening on ${url}`);
  using supervisor = new Supervisor();
  const tellReady = (): void => supervisor.ready(`Listening on ${server.urls.join(', ')}`);
  const { reload } = server;
  if (reload !== undefined) {
    signals.reloadOnHangup(() => {
      supervisor.reloading();
      reload();
      tellReady();
    });
  }
  tellReady();
  logger.info('Ready');

  logger.info(`Shutting down after ${await signals.first}…`);
  supervisor.stopping();
  await server.close();
  logger.info('Shut down cleanly');
}
