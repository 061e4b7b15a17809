import { constants } from 'node:os';
import { readInvocation } from './config/read-config.js';
import { type Config } from './config/config.js';
import { type FolderCommand } from './config/folder-commands.js';
import { exitCodes, StartupError } from './config/startup-error.js';
import { createLogger, type Logger } from './logging/logger.js';
import { ShutdownSignals } from './shutdown-signals.js';

/** The way of a process: read the configuration, then answer, work on a folder, or serve. Resolves with the exit code. */
async function main(): Promise<number> {
  const signals = new ShutdownSignals();
  const invocation = readInvocation({ argv: process.argv.slice(2), env: process.env, cwd: process.cwd() });
  switch (invocation.kind) {
    case 'answer':
      await new Promise((resolve) => process.stdout.write(invocation.text, resolve));
      return exitCodes.ok;
    case 'folder':
      return workOnFolder(invocation.command, signals);
    case 'serve':
      return serveUntilSignal(invocation.config, invocation.warnings, signals);
  }
}

/** Runs a command on a data folder. A signal cancels it. */
async function workOnFolder(command: FolderCommand, signals: ShutdownSignals): Promise<number> {
  const { runCommand } = await import('./commands/run-command.js');
  const controller = new AbortController();
  let cancelledBy: NodeJS.Signals | undefined;
  void signals.first.then((signal) => {
    cancelledBy = signal;
    controller.abort();
  });
  try {
    return await runCommand(command, controller.signal);
  } catch (error) {
    if (cancelledBy === undefined || !(error instanceof StartupError) || error.code !== 'CANCELLED') throw error;
    process.stderr.write(`bimetal: ${command.name} was cancelled\n`);
    return 128 + constants.signals[cancelledBy];
  }
}

/** Shuts down at the first signal. */
async function serveUntilSignal(
  config: Config,
  warnings: readonly string[],
  signals: ShutdownSignals,
): Promise<number> {
  const logger = createLogger(config);
  for (const warning of warnings) logger.warn(warning);
  process.on('uncaughtException', (error) => {
    logger.fatal({ err: error }, 'Failed');
    process.exit(exitCodes.failed);
  });
  try {
    await serve(config, logger, signals);
    return exitCodes.ok;
  } catch (error) {
    if (!(error instanceof StartupError)) throw error;
    logger.fatal({ code: error.code }, `Cannot start: ${error.message}`);
    return error.exitCode;
  }
}

async function serve(config: Config, logger: Logger, signals: ShutdownSignals): Promise<void> {
  logger.info('Starting up…');
  // Loaded late, so that `--help` answers at once and an addon that is missing is reported like any other trouble.
  const { startServer } = await import('./server.js');
  const server = await startServer(config, logger);
  if (config.insecure) logger.warn('--insecure: whoever reaches this server can read and write everything');
  for (const url of server.urls) logger.info(`Listening on ${url}`);
  logger.info('Ready');

  logger.info(`Shutting down after ${await signals.first}…`);
  await server.close();
  logger.info('Shut down cleanly');
}

try {
  // Handles of the store's threads must not keep a process alive that is done.
  process.exit(await main());
} catch (error) {
  if (!(error instanceof StartupError)) throw error;
  process.stderr.write(`bimetal: ${error.message}\n`);
  process.exit(error.exitCode);
}
