import { ClientError } from '@bimetal/client';
import { JsonBroken } from '../json/json-scanner';
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

const refused = new ClientError(problem.code, problem.detail, { status: 400, problem });

describe('refusalOf', () => {
  it('gives code, words and trace id of a problem, and the place in what was sent', () => {
    expect(refusalOf(refused, '{"é":\n oh')).toEqual({
      code: 'VALUE_NOT_JSON',
      title: 'The value is not JSON',
      detail: 'Expected a value. Look at line 2, column 3.',
      traceId: problem.traceId,
    });
  });

  it.each([0, 502, 503, 504])('calls the server unreachable when status %s comes without a problem', (status) => {
    const code = status === 0 ? 'TIMED_OUT' : 'ANSWER_UNKNOWN';
    expect(refusalOf(new ClientError(code, '', { status })).code).toBe('UNREACHABLE');
  });

  it('says so when something else answers', () => {
    expect(refusalOf(new ClientError('ANSWER_UNKNOWN', '', { status: 404 }))).toMatchObject({
      code: 'ANSWER_UNKNOWN',
      detail: expect.stringContaining('404') as string,
    });
  });

  it('says what went wrong in the page itself', () => {
    expect(refusalOf(new RangeError('Invalid string length'))).toMatchObject({
      code: 'ANSWER_UNKNOWN',
      detail: 'Invalid string length.',
    });
  });

  it('knows a list that broke off', () => {
    expect(refusalOf(new JsonBroken('')).code).toBe('LIST_BROKEN_OFF');
  });
});
