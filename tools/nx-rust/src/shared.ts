/** What @bimetal/nx-executable takes from this plugin, and all that may be imported from outside. */
export { findObjcopy, runObjcopy } from './artifact/objcopy.ts';
export { publish, replace } from './artifact/publish.ts';
export { createStaging } from './artifact/staging.ts';
export { keepAnswer, keptAnswer } from './cargo/kept-answer.ts';
export { cargoOutput } from './cargo/metadata.ts';
export type { Profile } from './executors/build/options.ts';
export { reportingErrors } from './executors/reporting-errors.ts';
export { run } from './process/run.ts';
