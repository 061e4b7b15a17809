import { type Worker, type WorkerOptions } from 'node:worker_threads';
import { type AddonSource } from '@bimetal/bindings';
import { type PageFiles } from './static/page-files.js';

/** What a build of the server brings along, and the rest of the server does not know how. */
export interface Program {
  /** The version of the whole. */
  readonly version: string;
  /** Names the code that runs. Asked once, at the start. */
  readonly buildId: () => string;
  /** The settings below all others. */
  readonly shippedSettings: SettingsFile;
  readonly page: PageFiles;
  /** Starts a thread whose way is {@link work}. */
  readonly startWorker: (options: WorkerOptions) => Worker;
  /** The addon that is inside; without it, the bindings look for theirs. */
  readonly addon?: AddonSource;
  /** The licences of everything inside. Without them there is no command `licenses`. */
  readonly licences?: () => string;
}

/** A settings file, wherever it is. */
export interface SettingsFile {
  /** How a message calls it: its path. */
  readonly path: string;
  /** `undefined` when there is none. */
  readonly read: () => string | undefined;
}

/** Nest's token of `Program`, which is an interface and so has no value of its own. */
export const PROGRAM = Symbol('Program');
