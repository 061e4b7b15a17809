import { hash, randomBytes, randomInt } from 'node:crypto';

/** Letters and digits that nobody takes for one another. */
const ID_CHARACTERS = '23456789abcdefghjkmnpqrstuvwxyz';
const ID_LENGTH = 12;
const SECRET_BYTES = 32;

/** `bmt_<id>_<secret>`: found by whoever looks for secrets that got into a repository, and selected by a double click. */
const TOKEN = /^bmt_([2-9a-z]{12})_[0-9a-f]{64}$/;

/** A new API key as it is told to who may use it, and the id in it. */
export function newToken(): { readonly id: string; readonly token: string } {
  const id = Array.from({ length: ID_LENGTH }, () => ID_CHARACTERS[randomInt(ID_CHARACTERS.length)]).join('');
  return { id, token: `bmt_${id}_${randomBytes(SECRET_BYTES).toString('hex')}` };
}

/** The id in a token; undefined when it is none. */
export function idOfToken(token: string): string | undefined {
  return TOKEN.exec(token)?.[1];
}

/**
 * What is kept of a token. The slow functions for passwords make up for what people choose; of 256 random bits nobody tries out a
 * part worth naming, however fast each try is, and a request that is checked for the first time should not cost 100 ms of CPU.
 */
export function hashOfToken(token: string): Buffer {
  return hash('sha256', token, 'buffer');
}
