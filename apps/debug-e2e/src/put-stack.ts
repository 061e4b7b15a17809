import { lineOf } from './workspace.ts';

/** The lines on which a `POST /api/data/{key}` stands while it is stopped in Rust. */
export const rustLine = lineOf('native/addon/src/store.rs', 'store.batch()?', 'pub fn store_put');
export const bindingsLine = lineOf('libs/bindings/src/store.ts', 'storePut(');
export const serviceLine = lineOf('apps/api/src/data/data.service.ts', 'this.store.putOutcome(');
export const controllerLine = lineOf('apps/api/src/data/data.controller.ts', 'this.data.put(');

/** The frames that the writers of both languages know, from the innermost outwards. */
export const putStack = [
  `store.rs:${rustLine}`,
  `store.ts:${bindingsLine}`,
  `data.service.ts:${serviceLine}`,
  `data.controller.ts:${controllerLine}`,
];
