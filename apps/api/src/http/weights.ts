/** RFC 9110, 12.4.2: from 0, which is a refusal, to 1. */
const WEIGHT = /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/;

/**
 * What the elements of a header such as `Accept` weigh, by their names in lower case. What names no weight weighs 1, and one that
 * is malformed 0. Of elements of one name the first counts.
 */
export function weightsOf(header: string): ReadonlyMap<string, number> {
  const weights = new Map<string, number>();
  for (const element of header.toLowerCase().split(',')) {
    const [name = '', ...parameters] = element.split(';').map((part) => part.trim());
    if (name === '' || weights.has(name)) continue;
    const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1';
    weights.set(name, WEIGHT.test(weight) ? Number(weight) : 0);
  }
  return weights;
}
