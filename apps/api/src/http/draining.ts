/** Whether the server is on its way down; the server sets it, requests see it. */
export interface Draining {
  value: boolean;
}

/** Nest's token of `Draining`, which is an interface and so has no value of its own. */
export const DRAINING = Symbol('Draining');
