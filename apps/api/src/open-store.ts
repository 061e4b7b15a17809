import { BimetalError, type OpenOptions, Store } from '@bimetal/bindings';
import { type FolderConfig } from './config/place.js';
import { exitCodes, StartupError } from './config/startup-error.js';
import { refuseForeign } from './refuse-foreign.js';

const HOUR_MS = 60 * 60 * 1000;

/** Opens the data folder of a server, or says in plain words why not; `advice` says what else to do where another process holds it. */
export function openStore(config: FolderConfig, advice = '', storeClass = Store): Store {
  const { datapath, engine, valueBytesMax, valueDepthMax, retainedBytesMax, retainedHoursMax } = config;
  refuseForeign(datapath);
  const retainedMsMax = retainedHoursMax * HOUR_MS;
  return openFolder(
    datapath,
    { engine, valueBytesMax, valueDepthMax, retainedBytesMax, retainedMsMax },
    advice,
    storeClass,
  );
}

/** Opens a data folder, or throws the reason as one to end the process with. */
export function openFolder(path: string, options: OpenOptions, advice = '', storeClass = Store): Store {
  try {
    return storeClass.open(path, options);
  } catch (error) {
    if (!(error instanceof BimetalError)) throw error;
    if (error.code === 'ADDON_NOT_LOADED') {
      throw new StartupError(error.code, exitCodes.addon, error.message, { cause: error });
    }
    const message = `the data folder ${path} cannot be opened: ${messageWithCauses(error)}`;
    const hint = error.code === 'STORE_LOCKED' ? advice : '';
    throw new StartupError(error.code, exitCodes.store, message + hint, { cause: error });
  }
}

/** A message and those of its causes: the last one names what the system said. */
export function messageWithCauses(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${messageWithCauses(error.cause)}`;
}
