import { documentListSchema, writeResultSchema } from './document.js';
import { parseProblem } from './problem.js';

describe('writeResultSchema', () => {
  it.each(['0', '12', '18446744073709551615'])('takes the revision %s', (revision) => {
    expect(writeResultSchema.parse({ revision })).toEqual({ revision });
  });

  it.each([12, '012', '-1', '', '1.5'])('refuses the revision %p', (revision) => {
    expect(writeResultSchema.safeParse({ revision }).success).toBe(false);
  });
});

describe('documentListSchema', () => {
  it('leaves values of every shape as they are', () => {
    const list = [
      { key: 'quickdoc-1', value: { title: 'a' } },
      { key: 'quickdoc-2', value: null },
    ];
    expect(documentListSchema.parse(list)).toEqual(list);
  });

  it('refuses an element without a key', () => {
    expect(documentListSchema.safeParse([{ value: 1 }]).success).toBe(false);
  });
});

describe('parseProblem', () => {
  const problem = {
    type: 'urn:bimetal:error:VALUE_NOT_JSON',
    title: 'The value is not JSON',
    status: 400,
    detail: 'the value is not JSON at byte 5',
    code: 'VALUE_NOT_JSON',
    offset: 5,
  };

  it('reads a problem, with members it does not know', () => {
    expect(parseProblem({ ...problem, later: true })).toMatchObject({ code: 'VALUE_NOT_JSON', offset: 5, later: true });
  });

  it.each([undefined, null, '<html>', {}, { ...problem, status: '400' }])('takes %p for none', (body) => {
    expect(parseProblem(body)).toBeUndefined();
  });
});
