/** Nest's token of the `Logger`, which is an interface and so has no value of its own. */
export const LOGGER = Symbol('Logger');
