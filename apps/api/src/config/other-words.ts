import { type SettingKey } from './settings.js';

/** What other programs call a setting of ours, too far from its name to be taken for a slip; and how ours is written for that. */
const OTHER_WORDS: Readonly<Record<string, readonly [key: SettingKey, value: string]>> = {
  port: ['urls', 'http://127.0.0.1:PORT'],
  p: ['urls', 'http://127.0.0.1:PORT'],
  host: ['urls', 'http://HOST:PORT'],
  hostname: ['urls', 'http://HOST:PORT'],
  address: ['urls', 'http://HOST:PORT'],
  bind: ['urls', 'http://HOST:PORT'],
  listen: ['urls', 'http://HOST:PORT'],
  data: ['datapath', 'DIR'],
  datadir: ['datapath', 'DIR'],
  dir: ['datapath', 'DIR'],
  folder: ['datapath', 'DIR'],
  cors: ['corsOrigins', 'ORIGINS'],
};

/** `(it is called … here)` for an error message; undefined for a word that no other program has for a setting of ours. */
export function otherWord(word: string, written: (key: SettingKey, value: string) => string): string | undefined {
  const plain = word.replaceAll(/[-_]/g, '').toLowerCase();
  const ours = Object.hasOwn(OTHER_WORDS, plain) ? OTHER_WORDS[plain] : undefined;
  return ours && ` (it is called ${written(...ours)} here)`;
}
