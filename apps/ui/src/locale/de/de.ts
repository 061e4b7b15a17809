import { CARDS } from './cards';
import { KEYS } from './keys';
import { LIST } from './list';
import { LIVE } from './live';
import { REFUSALS } from './refusals';
import { SESSION } from './session';
import { SHELL } from './shell';

/** Every text of the page in German, by the id that it has in the source. A test holds that none is missing or left over. */
export const GERMAN: Readonly<Record<string, string>> = {
  ...CARDS,
  ...KEYS,
  ...LIST,
  ...LIVE,
  ...REFUSALS,
  ...SESSION,
  ...SHELL,
};
