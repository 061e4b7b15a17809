import { isatty } from 'node:tty';
import { type DestinationStream, type Logger, pino } from 'pino';
import { type Config } from '../config/config.js';

export type { Logger } from 'pino';

/** Asked by its descriptor: a worker thread has no `process.stdout` of the process. */
const STDOUT = 1;

/** One line a message: JSON for machines, prose on a terminal. Lines of a request carry its `traceId`. */
export async function createLogger(
  config: Pick<Config, 'logLevel' | 'logFormat'>,
  destination: DestinationStream = standardOutput(),
): Promise<Logger> {
  const isPretty = config.logFormat === 'pretty' || (config.logFormat === 'auto' && isatty(STDOUT));
  return pino(
    {
      level: config.logLevel,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
    },
    isPretty ? await prettily(destination) : destination,
  );
}

/** Writes at once, so that the last lines before an end are not lost. */
function standardOutput(): DestinationStream {
  const destination = pino.destination({ dest: STDOUT, sync: true });
  // A reader of the log that goes away (`npm start | head`) must not take the store with it.
  destination.on('error', () => undefined);
  return destination;
}

async function prettily(destination: DestinationStream): Promise<DestinationStream> {
  const { default: pinoPretty } = await import('pino-pretty');
  const prettify = pinoPretty.prettyFactory({
    colorize: isatty(STDOUT) && process.env['NO_COLOR'] === undefined,
    translateTime: 'SYS:HH:MM:ss.l',
    singleLine: true,
    messageFormat: (log, key, _level, { colors }) => colors.cyan(visible(String(log[key] ?? ''))),
  });
  return { write: (line) => destination.write(prettify(line)) };
}

/** A text in one line, whatever a client put into it: a line end would begin a line of the log that nobody wrote. */
function visible(text: string): string {
  return text.replace(
    /(?! )[\p{Cc}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16) ?? ''}}`,
  );
}
