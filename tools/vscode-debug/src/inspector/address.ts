const FILE = /^file:(?:\/\/[^/?#]*)?([^?#]*)/i;

/** The path of a `file:` address, without its query and fragment; undefined for any other. */
export function pathOfAddress(address: string): string | undefined {
  // Not by URL, which throws for what compilers and programs write there all the same: a host, a percent sign by itself.
  const path = FILE.exec(address)?.[1];
  return path === undefined ? undefined : decoded(path);
}

/** With the letters that percent signs stand for. Those that encode nothing are signs. */
export function decoded(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
    try {
      return decodeURIComponent(run);
    } catch {
      return run;
    }
  });
}
