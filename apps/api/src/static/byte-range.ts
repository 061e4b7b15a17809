/**
 * What of a `Range` a file of a length is asked for, in the spelling that the library which sends it reads: a suffix that is
 * longer than the file means all of it. Undefined where nothing is to be obeyed, as the malformed (RFC 9110, 14.1 and 14.2).
 */
export function byteRangeOf(range: string | undefined, length: number): string | undefined {
  const [, list = ''] = /^bytes=(.+)$/i.exec(range ?? '') ?? [];
  const specs = list
    .split(',')
    .map((spec) => spec.trim())
    .filter((spec) => spec !== '');
  if (specs.length === 0 || !specs.every(isByteRange)) return undefined;
  return `bytes=${specs.map((spec) => (Number(spec) <= -length ? '0-' : spec)).join(',')}`;
}

function isByteRange(spec: string): boolean {
  const [, first = '', last = ''] = /^(\d*)-(\d*)$/.exec(spec) ?? [];
  if (first === '' || last === '') return first !== last;
  return Number(first) <= Number(last);
}
