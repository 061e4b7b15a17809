import { draftOf, draftText } from './document-draft';

describe('draftOf', () => {
  it.each([
    '{"title":"a","description":"b"}',
    '{ "description" : "b", "title" : "a" }',
    '{"title":"\\u0061","description":"b"}',
  ])('shows %s with its two fields', (stored) => {
    expect(draftOf(stored)).toEqual({ kind: 'quick', title: 'a', description: 'b' });
  });

  it.each([
    '{"title":"a"}',
    '{"title":"a","description":null}',
    '{"title":"a","description":"b","count":9007199254740993}',
    '{"title":"a","title":"b","description":"c"}',
    '{"title":"a","title":"b"}',
    '["title","description"]',
    '"text"',
    'null',
    '{}',
    '12345678901234567890',
  ])('shows %s as JSON, because two fields would lose a part of it', (stored) => {
    expect(draftOf(stored)).toEqual({ kind: 'json', text: stored });
  });

  it('is blank for a document that the store does not have', () => {
    expect(draftOf(undefined)).toEqual({ kind: 'quick', title: '', description: '' });
  });
});

describe('draftText', () => {
  it('writes title and description as JSON', () => {
    expect(draftText({ kind: 'quick', title: 'a "b"', description: 'c\nd' })).toBe(
      '{"title":"a \\"b\\"","description":"c\\nd"}',
    );
  });

  it('sends JSON exactly as it was typed', () => {
    expect(draftText({ kind: 'json', text: '{ "n": 1.0 }' })).toBe('{ "n": 1.0 }');
  });
});
