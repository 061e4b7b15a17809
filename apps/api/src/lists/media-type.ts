/** A line an item, each a JSON text (https://github.com/ndjson/ndjson-spec). */
export const LINES_TYPE = 'application/x-ndjson';

/** Whether a client asks for lines by name, and not for JSON by name more than for them (RFC 9110, 12.5.1). */
export function wantsLines(accept: string | undefined): boolean {
  if (accept === undefined || !accept.toLowerCase().includes(LINES_TYPE)) return false;
  const [lines, json] = [weightOf(LINES_TYPE, accept), weightOf('application/json', accept)];
  return lines > 0 && lines >= json;
}

function weightOf(type: string, accept: string): number {
  for (const range of accept.toLowerCase().split(',')) {
    const [name = '', ...parameters] = range.split(';').map((part) => part.trim());
    if (name !== type) continue;
    const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1';
    return /^[01](?:\.\d{0,3})?$/.test(weight) ? Number(weight) : 0;
  }
  return 0;
}
