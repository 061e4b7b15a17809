/** Whether a client would rather have the progress of long work, a line of JSON each, than one answer at its end. */
export function acceptsLines(accept = ''): boolean {
  return /\bapplication\/(?:x-)?ndjson\b/i.test(accept);
}
