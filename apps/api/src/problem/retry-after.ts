import { type ProblemCode } from '@bimetal/contract';

/** Refusals that pass by themselves, and when it is worth asking again (RFC 9110, 10.2.3). */
const SECONDS: Readonly<Partial<Record<ProblemCode, number>>> = {
  CONNECTIONS_FULL: 1,
  QUEUE_FULL: 1,
  SERVER_BUSY: 1,
  SERVER_STOPPING: 5,
  BACKUP_RUNNING: 10,
  CHECK_RUNNING: 10,
};

/** The value of `Retry-After`; undefined where nothing is better later. */
export function retryAfterOf(code: ProblemCode): string | undefined {
  return SECONDS[code]?.toString();
}
