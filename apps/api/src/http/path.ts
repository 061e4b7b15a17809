/** The path of a request target, without its query, as it was sent. */
export function pathOf(url: string | undefined): string {
  if (url === undefined) return '/';
  const end = url.search(/[?#]/);
  return end === -1 ? url : url.slice(0, end);
}

/** The query of a request target, without its `?`, as it was sent. */
export function queryOf(url: string | undefined): string {
  const [, query = ''] = /\?([^#]*)/.exec(url ?? '') ?? [];
  return query;
}
