import { HttpErrorResponse } from '@angular/common/http';
import { JsonBroken } from './json-scanner';
import { refusalOf } from './refusal';

const problem = {
  type: 'urn:bimetal:error:VALUE_NOT_JSON',
  title: 'The value is not JSON',
  status: 400,
  detail: 'the value is not JSON: expected a value',
  code: 'VALUE_NOT_JSON',
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  offset: 9,
};

describe('refusalOf', () => {
  it('gives code, words and trace id of a problem, and the place in what was sent', () => {
    expect(refusalOf(new HttpErrorResponse({ status: 400, error: problem }), '{"é":\n oh')).toEqual({
      code: 'VALUE_NOT_JSON',
      title: 'The value is not JSON',
      detail: 'Expected a value. Look at line 2, column 3.',
      traceId: problem.traceId,
    });
  });

  it('reads a problem that came where text was asked for', () => {
    const error = new HttpErrorResponse({ status: 400, error: JSON.stringify(problem) });
    expect(refusalOf(error).code).toBe('VALUE_NOT_JSON');
  });

  it.each([0, 200, 502, 503, 504])('calls the server unreachable when status %s comes without a problem', (status) => {
    expect(refusalOf(new HttpErrorResponse({ status, error: '<html>' })).code).toBe('UNREACHABLE');
  });

  it('says so when something else answers', () => {
    expect(refusalOf(new HttpErrorResponse({ status: 404, error: '<html>' }))).toMatchObject({
      code: 'ANSWER_UNKNOWN',
      detail: expect.stringContaining('404') as string,
    });
  });

  it('says what went wrong in the page itself', () => {
    const error = new RangeError('Invalid string length');
    for (const thrown of [error, new HttpErrorResponse({ error })]) {
      expect(refusalOf(thrown)).toMatchObject({ code: 'ANSWER_UNKNOWN', detail: 'Invalid string length.' });
    }
  });

  it('knows a list that broke off', () => {
    expect(refusalOf(new JsonBroken('')).code).toBe('LIST_BROKEN_OFF');
  });
});
