/**
 * The number of one committed batch: strictly increasing in queue order, never shared, never reused. It is a document's
 * ETag, a snapshot's name and a change feed's cursor. In JSON it is a decimal string.
 */
export type Revision = bigint;
