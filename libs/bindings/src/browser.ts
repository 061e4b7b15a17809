/**
 * The part of `@bimetal/bindings` that runs in a page: keys, revisions, error codes. It imports neither native code nor
 * anything of Node, and must not begin to.
 */
export { BimetalError, type ErrorDetails } from './bimetal-error.js';
export {
  ADDON_ERROR_CODES,
  BINDINGS_ERROR_CODES,
  ERROR_CODES,
  STORE_ERROR_CODES,
  type ErrorCode,
} from './error-code.js';
export { Key } from './key.js';
export { type Revision } from './revision.js';
