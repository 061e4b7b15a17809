import { type Config } from '../config/config.js';
import { type Logger } from '../logging/logger.js';
import { type Traces } from './traces.js';

/** What records the requests of an event loop, where somebody wants traces. Only then it is loaded. */
export async function openTraces(config: Config, version: string, logger: Logger): Promise<Traces | undefined> {
  const { tracesUrl } = config;
  if (tracesUrl === undefined) return undefined;
  const { Traces } = await import('./traces.js');
  return Traces.open(tracesUrl, config, version, logger);
}
