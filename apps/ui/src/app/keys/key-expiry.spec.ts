import { endOf, expiryText, type Lasting } from './key-expiry';

const NOW = Date.parse('2026-11-30T12:00:00Z');

it.each<[Lasting, string, string | undefined]>([
  ['ever', '', undefined],
  ['1', '', '2026-12-01T12:00:00.000Z'],
  ['90', '', '2027-02-28T12:00:00.000Z'],
  ['until', '2026-12-24T18:00:00Z', '2026-12-24T18:00:00.000Z'],
  ['until', '2026-11-30T11:59:59Z', 'missing'],
  ['until', '', 'missing'],
])('a key that lasts %s %s ends %s', (lasting, until, end) => {
  expect(endOf(lasting, until, NOW)).toBe(end);
});

it.each<[string | undefined, string]>([
  [undefined, 'Does not end'],
  ['2026-11-29T12:00:00Z', 'Ended on Nov 29, 2026'],
  ['2026-11-30T12:20:00Z', 'Ends in 20 minutes, on Nov 30, 2026'],
  ['2026-12-01T00:00:00Z', 'Ends in 12 hours, on Dec 1, 2026'],
  ['2027-02-28T12:00:00Z', 'Ends in 90 days, on Feb 28, 2027'],
])('of a key that ends at %s the page says: %s', (expires, text) => {
  expect(expiryText(expires, NOW)).toBe(text);
});
