import { type Status } from '@bimetal/contract';
import { type Config } from '../config/config.js';

/** The settings that whoever reads the status may know: no paths of the machine, and nothing that lets anybody in. */
export function shownSettings(config: Config): Status['settings'] {
  const { valueBytesMax, valueDepthMax, transferBytesMax, retainedBytesMax, retainedHoursMax } = config;
  const { workers, connectionsMax, rateLimit, drainSeconds, stallSeconds, accessLog, trustProxy, insecure } = config;
  return {
    valueBytesMax,
    valueDepthMax,
    transferBytesMax,
    retainedBytesMax,
    retainedHoursMax,
    workers,
    connectionsMax,
    ...(rateLimit === undefined ? {} : { rateLimit }),
    drainSeconds,
    stallSeconds,
    backups: config.backupPath !== undefined,
    metrics: config.metrics || config.metricsUrl !== undefined,
    accessLog,
    trustProxy,
    insecure,
    corsOrigins: [...config.corsOrigins],
  };
}
