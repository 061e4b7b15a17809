/** One JSON text (RFC 8259): a string, or UTF-8 bytes. A byte order mark at the start is taken off. */
export type JsonText = string | Uint8Array;
