import { type IncomingMessage } from 'node:http';
import { parseTerms, refuseTerms, writeTermsOf } from './write-terms.js';

describe('what the headers of a write say', () => {
  it('is nothing for most', () => {
    expect(parseTerms({ 'content-type': 'application/json' })).toBeUndefined();
  });

  it.each([
    ['abc', 'abc'],
    ['"abc"', 'abc'],
    ['"a\\\\b"', 'a\\b'],
    ['8e03978e-40d5-43dd-bc93-6894a57f9324', '8e03978e-40d5-43dd-bc93-6894a57f9324'],
  ])('has the key %s of a write that may be sent again', (header, onceKey) => {
    expect(parseTerms({ 'idempotency-key': header })).toMatchObject({ onceKey, match: undefined, expiry: undefined });
  });

  it.each(['', '""', 'a"b', 'é', 'x'.repeat(256)])('has no key %j', (header) => {
    expect(() => parseTerms({ 'idempotency-key': header })).toThrow(
      expect.objectContaining({ code: 'REQUEST_INVALID' }),
    );
  });

  it('is one key, not two that Node has joined', () => {
    const request = { headers: { 'idempotency-key': 'a, b' }, rawHeaders: ['Idempotency-Key', 'a, b'] };
    expect(writeTermsOf(request as unknown as IncomingMessage)).toMatchObject({ onceKey: 'a, b' });
    request.rawHeaders = ['Idempotency-Key', 'a', 'idempotency-key', 'b'];
    expect(() => writeTermsOf(request as unknown as IncomingMessage)).toThrow('two Idempotency-Key headers');
  });

  it('is refused where it means nothing', () => {
    const terms = parseTerms({ 'if-match': '"1"', 'bimetal-ttl': '1', 'idempotency-key': 'a' });
    expect(() => refuseTerms(terms, 'a batch', 'all')).toThrow('a batch takes no If-Match, no Bimetal-TTL');
    expect(() => refuseTerms(parseTerms({ 'bimetal-ttl': '1' }), 'a number', 'conditions')).not.toThrow();
    expect(() => refuseTerms(undefined, 'a number', 'all')).not.toThrow();
  });
});
