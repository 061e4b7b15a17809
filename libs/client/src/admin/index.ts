/** What looks after a server: for those whose API key is for administration. A part of its own, that pages of documents need not load. */
export { ApiKeysClient } from './api-keys-client.js';
export { type OperationOptions } from './operation.js';
export { ServerClient, type CheckOutcome } from './server-client.js';
