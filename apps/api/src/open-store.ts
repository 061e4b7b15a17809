import { BimetalError, Store } from '@bimetal/bindings';
import { type Config } from './config/config.js';
import { exitCodes, StartupError } from './config/startup-error.js';

/** Opens the data folder, or says in plain words why not. */
export function openStore({ datapath, engine, valueBytesMax, valueDepthMax }: Config): Store {
  try {
    return Store.open(datapath, { ...(engine === undefined ? {} : { engine }), valueBytesMax, valueDepthMax });
  } catch (error) {
    if (!(error instanceof BimetalError)) throw error;
    if (error.code === 'ADDON_NOT_LOADED') {
      throw new StartupError(error.code, exitCodes.addon, error.message, { cause: error });
    }
    const message = `the data folder ${datapath} cannot be opened: ${messages(error)}`;
    throw new StartupError(error.code, exitCodes.store, message, { cause: error });
  }
}

/** A message and those of its causes: the last one names what the system said. */
function messages(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${messages(error.cause)}`;
}
