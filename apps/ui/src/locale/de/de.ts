import { CARDS } from './cards';
import { COMMANDS } from './commands';
import { KEYS } from './keys';
import { LIST } from './list';
import { LIVE } from './live';
import { REFUSALS } from './refusals';
import { SESSION } from './session';
import { SHELL } from './shell';
import { TRANSFER } from './transfer';

/** Every text of the page in German, by the id that it has in the source. A test holds that none is missing or left over. */
export const GERMAN: Readonly<Record<string, string>> = {
  ...CARDS,
  ...COMMANDS,
  ...KEYS,
  ...LIST,
  ...LIVE,
  ...REFUSALS,
  ...SESSION,
  ...SHELL,
  ...TRANSFER,
};
