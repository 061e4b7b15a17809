/** Nest's token of the `Config`, which is an interface and so has no value of its own. */
export const CONFIG = Symbol('Config');
