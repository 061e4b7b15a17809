/** Documents by the file, as the bytes that they are stored as. A part of its own, that others need not load. */
export { type ExportForm, type ExportOptions } from './exported.js';
export { newOnceKey, TransferClient, type TakeOptions, type Taken } from './transfer-client.js';
