/** How much is written to see compaction at work, and for how long. */
export type Scale = { documents: number; load_ms: number; idle_ms: number };

/** What compaction was seen to do. What the system does not tell is left out. */
export type Figures = Partial<Record<FigureName, number>>;

export type FigureName =
  | 'bytes written a new byte'
  | 'segments'
  | 'descriptors'
  | 'dead over live'
  | 'put p99.9'
  | 'overwrites'
  | 'bytes written at rest';

/** As the case that showed how compaction falls behind: values of 64 B under keys of 16 B. */
export const KEY_BYTES = 16;
export const VALUE_BYTES = 64;
