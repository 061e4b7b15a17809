import { type Engine } from '../src/index.js';

/** Every engine there is: what a store promises, it promises over each. */
export const ENGINES: readonly Engine[] = ['log', 'redb'];
