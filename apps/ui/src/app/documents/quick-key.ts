import { Key } from '@bimetal/bindings/browser';

const NAME = 'quickdoc-';

/**
 * A key for a new document: the prefix, `quickdoc-` and a number drawn uniformly from all of u64. The number never
 * passes through a double, which would round most of them.
 */
export function drawQuickKey(prefix = ''): Key {
  const [number = 0n] = crypto.getRandomValues(new BigUint64Array(1));
  return Key.of(prefix + NAME, number);
}
