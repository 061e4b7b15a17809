import { type Scope } from '@bimetal/contract';

/** What an API key may do, as a sentence. */
export function rightsText(scopes: readonly Scope[]): string {
  if (scopes.includes('admin'))
    return $localize`:@@session.administrates:It may do everything, and make and revoke keys.`;
  if (!scopes.includes('write')) return $localize`:@@session.reads:It may only read: nothing can be set or deleted.`;
  if (!scopes.includes('read')) return $localize`:@@session.writes:It may only write: what is stored is not shown.`;
  return $localize`:@@session.both:It may read and write.`;
}
