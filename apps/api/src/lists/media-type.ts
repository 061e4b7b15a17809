import { weightsOf } from '../http/weights.js';

/** A line an item, each a JSON text (https://github.com/ndjson/ndjson-spec). */
export const LINES_TYPE = 'application/x-ndjson';

/** Whether a client asks for lines by name, and not for JSON by name more than for them (RFC 9110, 12.5.1). */
export function wantsLines(accept: string | undefined): boolean {
  if (accept === undefined || !accept.toLowerCase().includes(LINES_TYPE)) return false;
  const weights = weightsOf(accept);
  const [lines = 0, json = 0] = [weights.get(LINES_TYPE), weights.get('application/json')];
  return lines > 0 && lines >= json;
}
