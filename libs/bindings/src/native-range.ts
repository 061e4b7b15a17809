import type * as Addon from '@bimetal/addon';
import { keyText, optionsOf } from './argument.js';
import { type KeyLike } from './key-like.js';
import { type TextOptions } from './text-options.js';

/** @internal The options as the addon takes them: keys as their texts. */
export function nativeRange(options: TextOptions | undefined): Addon.TextOptions {
  const { from, after, to, before, ...rest } = optionsOf(options);
  const bounds = {
    from: text('from', from),
    after: text('after', after),
    to: text('to', to),
    before: text('before', before),
  };
  return { ...rest, ...bounds };
}

function text(name: string, key: KeyLike | undefined): string | undefined {
  return key === undefined ? undefined : keyText(key, name);
}
