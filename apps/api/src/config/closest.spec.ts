import { closest, suggestion } from './closest.js';

const words = ['datapath', 'urls', 'corsOrigins', 'logLevel'];

describe('closest', () => {
  it.each([
    ['dtapath', 'datapath'],
    ['DataPath', 'datapath'],
    ['url', 'urls'],
    ['corsOrigin', 'corsOrigins'],
    ['loglvl', 'logLevel'],
  ])('takes %s for %s', (word, meant) => {
    expect(closest(word, words)).toBe(meant);
  });

  it('guesses nothing for a word that resembles none', () => {
    expect(closest('Kestrel', words)).toBeUndefined();
    expect(suggestion('Kestrel', words)).toBe('');
  });
});
