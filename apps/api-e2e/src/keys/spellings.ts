import { paths } from '@bimetal/contract';

const DATA = paths.documents;
const hexOf = (byte: number): string => `%${byte.toString(16).padStart(2, '0')}`;

/** The targets that a client may name a document with: the canonical one first, and others that decode to the same key. */
export function spellingsOf(key: string): readonly string[] {
  const canonical = paths.document(key);
  const bytes = [...Buffer.from(key)];
  return [
    canonical,
    `${DATA}/${encodeURIComponent(key)}`,
    `${DATA}/${bytes.map((byte) => hexOf(byte)).join('')}`,
    `${DATA}/${bytes.map((byte) => hexOf(byte).toUpperCase()).join('')}`,
    // What HTTP lets through stands as it is: all of printable ASCII that does not end a path or begin an escape.
    `${DATA}/${bytes.map((byte) => (byte > 0x20 && byte < 0x7f && !'%?#'.includes(String.fromCharCode(byte)) ? String.fromCharCode(byte) : hexOf(byte))).join('')}`,
    `${canonical}?`,
    canonical.replace('/data/', '/d%61ta/'),
  ];
}
