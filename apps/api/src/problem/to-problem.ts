import { BimetalError } from '@bimetal/bindings';
import { errorStatus, type Problem, type ProblemCode } from '@bimetal/contract';
import { HttpException } from '@nestjs/common';
import { RequestError } from './request-error.js';
import { toldOf } from './told-error.js';

/** What Fastify calls its errors, and what they are here. */
const fastifyCodes: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_BAD_URL: 'REQUEST_INVALID',
  FST_ERR_CTP_BODY_TOO_LARGE: 'VALUE_TOO_LARGE',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'REQUEST_INVALID',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'CONTENT_TYPE_UNSUPPORTED',
  FST_ERR_NOT_FOUND: 'ROUTE_NOT_FOUND',
};

/** Where a problem happened: the parts of a request that the problem tells. */
export interface Occasion {
  readonly path: string;
  readonly traceId: string;
  readonly valueBytesMax: number;
}

/** Every error a request can end in, as the one shape that the API answers. */
export function toProblem(thrown: unknown, { path, traceId, valueBytesMax }: Occasion): Problem {
  const { error, members } = toldOf(thrown);
  const code = codeOf(error);
  const { status, title } = errorStatus[code];
  return {
    type: `urn:bimetal:error:${code}`,
    title,
    status,
    detail: detailOf(error, code, status),
    code,
    instance: path,
    traceId,
    ...numbersOf(error),
    ...members,
    ...(isFastifyError(error, 'FST_ERR_CTP_BODY_TOO_LARGE') ? { bytesMax: valueBytesMax } : {}),
  };
}

function codeOf(error: unknown): ProblemCode {
  if (error instanceof RequestError) return error.code;
  // A code that a newer addon knows and this table does not is still an error of the server.
  if (error instanceof BimetalError) return error.code in errorStatus ? error.code : 'INTERNAL';
  if (error instanceof HttpException) return codeOfStatus(error.getStatus());
  if (!(error instanceof Error)) return 'INTERNAL';
  const { code, statusCode } = error as Error & { code?: string; statusCode?: number };
  return fastifyCodes[code ?? ''] ?? codeOfStatus(statusCode ?? 500);
}

function codeOfStatus(status: number): ProblemCode {
  if (status === 404) return 'ROUTE_NOT_FOUND';
  if (status === 412) return 'PRECONDITION_FAILED';
  if (status === 415) return 'CONTENT_TYPE_UNSUPPORTED';
  if (status === 416) return 'RANGE_NOT_SATISFIABLE';
  return status >= 400 && status < 500 ? 'REQUEST_INVALID' : 'INTERNAL';
}

/** What is said of the errors of libraries, which name them and no more. */
const LIBRARY_DETAILS: Readonly<Partial<Record<ProblemCode, string>>> = {
  PRECONDITION_FAILED: 'the file is not the one that the condition names: ask for it without',
  RANGE_NOT_SATISFIABLE: 'the range lies behind the end of the file, which Content-Range tells: ask for less',
  ROUTE_NOT_FOUND: 'there is no such route',
  VALUE_TOO_LARGE: 'the body is larger than the largest value that is taken',
};

function detailOf(error: unknown, code: ProblemCode, status: number): string {
  // What broke inside is for the log, which has it under the trace id: messages may tell paths and source lines.
  if (status === 500 || !(error instanceof Error)) return 'Something broke inside. The log of the server tells more.';
  if (error instanceof RequestError || error instanceof BimetalError) return error.message;
  if (isFastifyError(error, 'FST_ERR_BAD_URL'))
    return "the target is not well-formed: it begins with a '/', and a '%' in a key is written %25";
  return LIBRARY_DETAILS[code] ?? error.message;
}

/** The numbers of an error that help its sender. Other details may tell paths, which are not the sender's business. */
function numbersOf(
  error: unknown,
): Pick<Problem, 'offset' | 'bytes' | 'bytesMax' | 'depthMax' | 'operation' | 'line' | 'entry'> {
  if (!(error instanceof BimetalError)) return {};
  const { offset, bytes, bytesMax, depthMax, operation, line, entry } = error.details;
  const numbers = Object.entries({ offset, bytes, bytesMax, depthMax, operation, line, entry });
  return Object.fromEntries(numbers.filter(([, value]) => typeof value === 'number'));
}

function isFastifyError(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
