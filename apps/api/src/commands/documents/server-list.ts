import { paths } from '@bimetal/contract';

/** What a list may be asked for; elements of lists of texts are escaped each by itself, so that the commas between them stay. */
type Asked = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** Where a server has a list. */
export function listPathOf(asked: Asked): string {
  const pairs = Object.entries(asked).map(([name, value]) => {
    const texts = Array.isArray(value) ? (value as readonly string[]) : [String(value)];
    return `${name}=${texts.map(encodeURIComponent).join(',')}`;
  });
  return pairs.length === 0 ? paths.documents : `${paths.documents}?${pairs.join('&')}`;
}

/** Where the next page is (RFC 8288): only a list of the same server is gone on with. */
export function nextPathOf(link: string | string[] | undefined): string | undefined {
  const [, path] = /<([^>]*)>; rel="next"/.exec(String(link ?? '')) ?? [];
  return path?.startsWith(`${paths.documents}?`) === true ? path : undefined;
}
