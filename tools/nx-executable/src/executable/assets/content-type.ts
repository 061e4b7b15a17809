import mime from 'mime';

/** The media type of a file by its name, as a web server would send it. */
export function contentType(name: string): string {
  const type = mime.getType(name) ?? 'application/octet-stream';
  return /^text\/|[/+]json$|^application\/xml$/.test(type) ? `${type}; charset=utf-8` : type;
}
