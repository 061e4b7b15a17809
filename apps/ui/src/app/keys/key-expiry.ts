import { language } from '../../locale/language';

/** How long a new API key lasts: for ever, so many days, or until a moment that the person names. */
export type Lasting = 'ever' | '1' | '7' | '30' | '90' | '365' | 'until';

export const LASTINGS: readonly { readonly value: Lasting; readonly name: string }[] = [
  { value: 'ever', name: $localize`:@@keys.lasting.ever:until it is revoked` },
  { value: '1', name: $localize`:@@keys.lasting.1:one day` },
  { value: '7', name: $localize`:@@keys.lasting.7:7 days` },
  { value: '30', name: $localize`:@@keys.lasting.30:30 days` },
  { value: '90', name: $localize`:@@keys.lasting.90:90 days` },
  { value: '365', name: $localize`:@@keys.lasting.365:one year` },
  { value: 'until', name: $localize`:@@keys.lasting.until:until a day and time …` },
];

const DAY_MS = 24 * 60 * 60 * 1000;

/** When a key ends that is made at `nowMs`; undefined for one that does not, and 'missing' where a moment is to be named and is none. */
export function endOf(lasting: Lasting, until: string, nowMs: number): string | undefined | 'missing' {
  if (lasting === 'ever') return undefined;
  // A field of a browser gives the time of its clock, without a zone: that is what `Date` reads.
  const ms = lasting === 'until' ? Date.parse(until) : nowMs + Number(lasting) * DAY_MS;
  return Number.isNaN(ms) || ms <= nowMs ? 'missing' : new Date(ms).toISOString();
}

/** When a key ends, as people say it. */
export function expiryText(expires: string | undefined, nowMs: number): string {
  if (expires === undefined) return $localize`:@@keys.noEnd:Does not end`;
  const ms = Date.parse(expires);
  const date = dayText(expires);
  if (ms <= nowMs) return $localize`:@@keys.ended:Ended on ${date}:date:`;
  return $localize`:@@keys.ends:Ends ${relativeText(ms - nowMs)}:when:, on ${date}:date:`;
}

/** A moment of the API as a day. */
export function dayText(time: string): string {
  return new Intl.DateTimeFormat(language(), { dateStyle: 'medium' }).format(new Date(time));
}

function relativeText(ms: number): string {
  const format = new Intl.RelativeTimeFormat(language(), { numeric: 'auto' });
  const hours = Math.round(ms / (60 * 60 * 1000));
  if (hours < 1) return format.format(Math.max(1, Math.round(ms / 60_000)), 'minute');
  return hours < 48 ? format.format(hours, 'hour') : format.format(Math.round(hours / 24), 'day');
}
