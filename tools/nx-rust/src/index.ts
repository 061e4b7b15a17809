export { createDependencies } from './plugin/dependencies.ts';
export { createNodesV2 } from './plugin/nodes.ts';
export type { NxRustOptions } from './plugin/options.ts';

export const name = '@bimetal/nx-rust';
