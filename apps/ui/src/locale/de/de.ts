import { LIVE } from './live';
import { SHELL } from './shell';

/** Every text of the page in German, by the id that it has in the source. A test holds that none is missing or left over. */
export const GERMAN: Readonly<Record<string, string>> = { ...LIVE, ...SHELL };
