import { BimetalError } from '@bimetal/bindings/browser';
import { NotFoundException } from '@nestjs/common';
import { RequestError } from './request-error.js';
import { ToldError } from './told-error.js';
import { toProblem } from './to-problem.js';

const occasion = { path: '/api/data/quickdoc-1', traceId: 'a'.repeat(32), valueBytesMax: 1024 };

function fastifyError(code: string, statusCode: number): Error {
  return Object.assign(new Error('what Fastify says'), { code, statusCode });
}

describe('toProblem', () => {
  it('tells code, status, place and offset of an error of the store', () => {
    const error = new BimetalError('VALUE_NOT_JSON', 'the value is not JSON at byte 5', {
      details: { offset: 5, reason: 'x' },
    });
    expect(toProblem(error, occasion)).toEqual({
      type: 'urn:bimetal:error:VALUE_NOT_JSON',
      title: 'The value is not JSON',
      status: 400,
      detail: 'the value is not JSON at byte 5',
      code: 'VALUE_NOT_JSON',
      instance: '/api/data/quickdoc-1',
      traceId: 'a'.repeat(32),
      offset: 5,
    });
  });

  it('tells the limits that a value passed', () => {
    const large = new BimetalError('VALUE_TOO_LARGE', 'too large', { details: { bytes: 11, bytesMax: 10 } });
    expect(toProblem(large, occasion)).toMatchObject({ status: 413, bytes: 11, bytesMax: 10 });
    const deep = new BimetalError('VALUE_TOO_DEEP', 'too deep', { details: { depthMax: 512, offset: 512 } });
    expect(toProblem(deep, occasion)).toMatchObject({ status: 400, depthMax: 512, offset: 512 });
  });

  it.each<[unknown, string, number]>([
    [new RequestError('DOCUMENT_NOT_FOUND', 'none'), 'DOCUMENT_NOT_FOUND', 404],
    [new NotFoundException(), 'ROUTE_NOT_FOUND', 404],
    [fastifyError('FST_ERR_CTP_BODY_TOO_LARGE', 413), 'VALUE_TOO_LARGE', 413],
    [fastifyError('FST_ERR_CTP_INVALID_MEDIA_TYPE', 415), 'CONTENT_TYPE_UNSUPPORTED', 415],
    [fastifyError('FST_ERR_BAD_URL', 400), 'REQUEST_INVALID', 400],
    [fastifyError('FST_ERR_ANYTHING', 400), 'REQUEST_INVALID', 400],
    [fastifyError('FST_ERR_ANYTHING', 500), 'INTERNAL', 500],
    [new Error('a bug'), 'INTERNAL', 500],
    ['a text', 'INTERNAL', 500],
    [undefined, 'INTERNAL', 500],
  ])('takes %p for %s', (error, code, status) => {
    expect(toProblem(error, occasion)).toMatchObject({ code, status });
  });

  it('tells beside an error what belongs to it', () => {
    const conflict = new RequestError('COUNT_CONFLICT', 'not so many', {}, { count: 7 });
    expect(toProblem(conflict, occasion)).toMatchObject({ code: 'COUNT_CONFLICT', count: 7 });
    const line = new BimetalError('ENTRY_INVALID', 'line 3', { details: { line: 3 } });
    const imported = { documents: 2, last: 2, revision: '1' };
    expect(toProblem(new ToldError(line, { imported }), occasion)).toMatchObject({
      code: 'ENTRY_INVALID',
      line: 3,
      imported,
    });
  });

  it('keeps to itself what broke inside', () => {
    const error = new BimetalError('IO', 'cannot read /home/someone/dbdata', {
      details: { path: '/home/someone/dbdata' },
    });
    expect(JSON.stringify(toProblem(error, occasion))).not.toContain('someone');
  });

  it('passes on what to do about a store that refuses writes', () => {
    const error = new BimetalError('STORE_POISONED', 'close it, see to the cause, and open it again');
    expect(toProblem(error, occasion)).toMatchObject({ status: 503, detail: expect.stringContaining('open it again') });
  });
});
