import { draftOf, draftText, type Draft } from './document-draft';

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
    `{"title":"${'t'.repeat(10_001)}","description":""}`,
  ])('shows %s as JSON, because two fields would lose a part of it', (stored) => {
    expect(draftOf(stored)).toEqual({ kind: 'json', text: stored });
  });

  it('is blank for a document that the store does not have', () => {
    expect(draftOf(undefined)).toEqual({ kind: 'quick', title: '', description: '' });
  });
});

describe('draftText', () => {
  const quick: Draft = { kind: 'quick', title: 'a "b"', description: 'c\nd' };

  it.each([undefined, '[1]', '"text"'])('writes title and description as JSON over %s', (stored) => {
    expect(draftText(quick, stored)).toBe('{"title":"a \\"b\\"","description":"c\\nd"}');
  });

  it('keeps all of what is stored that the two fields do not show', () => {
    expect(draftText(quick, '{ "count":1.0,"description":"","title":"a \\u0022b\\"" }')).toBe(
      '{ "count":1.0,"description":"c\\nd","title":"a \\u0022b\\"" }',
    );
  });

  it('sends JSON exactly as it was typed', () => {
    expect(draftText({ kind: 'json', text: '{ "n": 1.0 }' }, '{"count":1}')).toBe('{ "n": 1.0 }');
  });
});
