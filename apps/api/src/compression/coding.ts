import { weightsOf } from '../http/weights.js';

/** The content codings that are spoken. Of those that a client likes alike the first is taken: it costs the least. */
export const CODINGS = ['zstd', 'br', 'gzip'] as const;

export type Coding = (typeof CODINGS)[number];

/** Names that mean a coding too (RFC 9110, 8.4.1.3). */
const OTHER_NAMES: Partial<Record<Coding, string>> = { gzip: 'x-gzip' };

/**
 * The coding that a client wants an answer in, by its `Accept-Encoding` (RFC 9110, 12.5.3). Undefined when it wants the answer as
 * it is, or says nothing; and when it wants nothing that there is, which is better answered than refused (12.4.1).
 */
export function codingOf(accepted: string | undefined): Coding | undefined {
  if (accepted === undefined) return undefined;
  const weights = weightsOf(accepted);
  let best: Coding | undefined;
  let bestWeight = 0;
  for (const coding of CODINGS) {
    const weight = weightOf(coding, weights);
    if (weight > bestWeight) [best, bestWeight] = [coding, weight];
  }
  return bestWeight >= (weights.get('identity') ?? 0) ? best : undefined;
}

/** Whether a client can read a coding. One that says nothing of codings reads all (RFC 9110, 12.5.3). */
export function accepts(accepted: string | undefined, coding: Coding): boolean {
  return accepted === undefined || weightOf(coding, weightsOf(accepted)) > 0;
}

function weightOf(coding: Coding, weights: ReadonlyMap<string, number>): number {
  return weights.get(coding) ?? weights.get(OTHER_NAMES[coding] ?? '') ?? weights.get('*') ?? 0;
}
