import { type DocumentRange, type ItemForm } from '../../config/data-command.js';
import { exitCodes, StartupError } from '../../config/startup-error.js';
import { ArrayElements } from './array-elements.js';
import { type DataTarget } from './data-target.js';

export interface ListOptions {
  readonly limit?: number | undefined;
  readonly form?: ItemForm;
}

/**
 * The documents of a range, as many as are wanted: each as `{"key":…,"value":…}` or in another form, some at a time. They are valid until the next ones are
 * asked for.
 */
export async function* listed(
  target: DataTarget,
  range: DocumentRange,
  { limit = Infinity, form = {} }: ListOptions,
): AsyncGenerator<Buffer[], void, undefined> {
  const elements = new ArrayElements();
  let left = limit;
  for await (const chunk of target.list(range, form)) {
    const some = elements.take(chunk).slice(0, left);
    left -= some.length;
    if (some.length > 0) yield some;
    // To leave ends the list where it is, on a server too.
    if (left === 0) return;
  }
  if (elements.isWhole) return;
  throw new StartupError(
    'SERVER_UNREACHABLE',
    exitCodes.listen,
    'the list broke off: ask again, or go on with --after',
  );
}
