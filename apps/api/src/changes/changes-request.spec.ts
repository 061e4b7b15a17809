import { type FastifyRequest } from 'fastify';
import { changesRequestOf } from './changes-request.js';

const asked = (query: string, headers: Readonly<Record<string, string>> = {}) =>
  changesRequestOf({ raw: { url: `/api/changes${query}`, headers } } as unknown as FastifyRequest);

describe('a request for changes', () => {
  it('is one for events of all documents with their values, from now on', () => {
    const choice = { prefix: '', values: true };
    expect(asked('')).toEqual({ kind: 'events', choice, since: undefined, snapshot: false });
  });

  it('chooses by prefix and by what is included', () => {
    expect(asked('?prefix=a%2Fb&include=none').choice).toEqual({ prefix: 'a/b', values: false });
    expect(asked('?include=value').choice).toEqual({ prefix: '', values: true });
    expect(asked('?where=/a%20exists').choice).toEqual({ prefix: '', where: '/a exists', values: true });
  });

  it.each([
    ['', {}, undefined],
    ['?since=0', {}, 0n],
    ['?since=18446744073709551615', {}, 18446744073709551615n],
    ['?since=5', { 'last-event-id': '7' }, 7n],
    ['?since=5', { 'last-event-id': '' }, 5n],
    ['?snapshot=true', { 'last-event-id': '7' }, 7n],
  ])('begins by %j with %j after %p', (query, headers, since) => {
    expect(asked(query, headers).since).toBe(since);
  });

  it.each([
    ['?wait=5', '*/*', 5000, 1000],
    ['?limit=7', 'text/event-stream', 0, 7],
    ['', 'application/json', 0, 1000],
    ['?wait=0&limit=10000', 'application/json', 0, 10_000],
  ])('is one for a list by %j and %j', (query, accept, waitMs, limit) => {
    expect(asked(query, { accept })).toMatchObject({ kind: 'poll', waitMs, limit });
  });

  it('is one for events where a client takes both, or anything', () => {
    for (const accept of ['*/*', 'text/event-stream', 'application/json, text/event-stream']) {
      expect(asked('', { accept }).kind).toBe('events');
    }
  });

  it.each([
    '?since=-1',
    '?since=01',
    '?since=18446744073709551616',
    '?since=',
    '?include=previous',
    '?snapshot=yes',
    '?snapshot=true&since=1',
    '?snapshot=true&wait=1',
    '?wait=301',
    '?wait=1.5',
    '?limit=0',
    '?limit=10001',
    '?limit=07',
  ])('is refused as %s', (query) => {
    expect(() => asked(query)).toThrow(expect.objectContaining({ code: 'PARAMETER_INVALID' }));
  });

  it.each([
    ['?prefix=%ff', {}],
    ['?since=1&since=2', {}],
    ['', { 'last-event-id': 'x' }],
  ])('is not read leniently from %j with %j', (query, headers) => {
    expect(() => asked(query, headers)).toThrow(expect.objectContaining({ code: 'REQUEST_INVALID' }));
  });

  it('is refused with a Last-Event-ID that is no revision', () => {
    expect(() => asked('', { 'last-event-id': 'abc' })).toThrow(/Last-Event-ID/);
  });
});
