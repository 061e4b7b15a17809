import { RequestError } from '../problem/request-error.js';

export function reused(): RequestError {
  const message = 'another request was sent with this Idempotency-Key: take a new key for a new request';
  return new RequestError('IDEMPOTENCY_KEY_REUSED', message);
}
