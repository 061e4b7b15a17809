const NUMBER_MAX = 2n ** 64n - 1n;
/** Behind every form that begins with the same name: no byte of UTF-8 is 0xFF. */
const END = Buffer.of(0xff);

/**
 * The bytes that stand in the order of keys: the name; 0 for no number, or 1 and the count of the number's significant
 * bytes; those bytes. A name has no byte below 0x20, so a shorter name stands before all that go on.
 */
export function orderedForm(name: string, number: bigint | undefined): Buffer {
  const digits = number === undefined || number === 0n ? '' : number.toString(16);
  const bytes = Buffer.from(digits.padStart(digits.length + (digits.length % 2), '0'), 'hex');
  return Buffer.concat([Buffer.from(name), Buffer.of(number === undefined ? 0 : 1 + bytes.length), bytes]);
}

/** The ranges, half open, that hold what a prefix finds: the names that begin so, and the numbers whose digits do. */
export function prefixRanges(prefix: string): (readonly [Buffer, Buffer])[] {
  const names = [Buffer.from(prefix), Buffer.concat([Buffer.from(prefix), END])] as const;
  const [, name, digits] = /^(.*-)(0|[1-9][0-9]*)$/s.exec(prefix) ?? [];
  if (name === undefined || digits === undefined) {
    return [names];
  }
  const powers = digits === '0' ? [1n] : Array.from({ length: 20 }, (_, power) => 10n ** BigInt(power));
  const numbers = powers
    .map((power) => [BigInt(digits) * power, (BigInt(digits) + 1n) * power - 1n] as const)
    .filter(([least]) => least <= NUMBER_MAX)
    .map(([least, greatest]) => [least, greatest < NUMBER_MAX ? greatest : NUMBER_MAX] as const);
  // A zero byte more is the least that stands behind a form: no form begins another.
  const behind = (form: Buffer): Buffer => Buffer.concat([form, Buffer.of(0)]);
  return [
    names,
    ...numbers.map(([least, greatest]) => [orderedForm(name, least), behind(orderedForm(name, greatest))] as const),
  ];
}
