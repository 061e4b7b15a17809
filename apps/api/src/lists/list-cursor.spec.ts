import { type Place } from '@bimetal/bindings';
import fc from 'fast-check';
import { RequestError } from '../problem/request-error.js';
import { decodeCursor, encodeCursor } from './list-cursor.js';

const text = fc.string({ unit: 'binary', minLength: 1 });
const place: fc.Arbitrary<Place> = fc.oneof(
  text.map((key) => ({ key })),
  text.map((prefix) => ({ prefix })),
);

/** The place, or nothing where the cursor is refused as such. */
function taken(cursor: string, identity: string): Place | undefined {
  try {
    return decodeCursor(cursor, identity);
  } catch (error) {
    if (error instanceof RequestError && error.code === 'CURSOR_INVALID') return undefined;
    throw error;
  }
}

describe('the cursor of a list', () => {
  it('names the place that it was made of, in characters that a URL takes as they are', () => {
    fc.assert(
      fc.property(place, text, (at, identity) => {
        const cursor = encodeCursor(at, identity);
        expect(cursor).toMatch(/^[\w-]+$/);
        expect(taken(cursor, identity)).toEqual(at);
      }),
    );
  });

  it('is refused when it is of another list, or changed in any character', () => {
    fc.assert(
      fc.property(place, text, fc.nat(), fc.constantFrom(...'Az0-_'), (at, identity, where, other) => {
        const cursor = encodeCursor(at, identity);
        expect(taken(cursor, `${identity}&limit=2`)).toBeUndefined();
        const index = where % cursor.length;
        const changed = cursor.slice(0, index) + other + cursor.slice(index + 1);
        expect(taken(changed, identity)).toEqual(changed === cursor ? at : undefined);
      }),
    );
  });

  it('is refused when it is any other text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String()), text, (cursor, identity) => {
        expect(taken(cursor, identity)).toBeUndefined();
      }),
    );
  });
});
