import { type BackgroundFailure } from '@bimetal/bindings';
import { type Degraded } from '@bimetal/contract';

/** What health and status say of background work that fails. */
export function degradedBy({ code, message, since, failures }: BackgroundFailure): Degraded {
  return { code, reason: message, since: new Date(since).toISOString(), failures };
}
