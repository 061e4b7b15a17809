import { type Config } from './config.js';

/** What whoever starts a server should know of who can reach it. */
export function exposureWarnings({ urls, insecure }: Pick<Config, 'urls' | 'insecure'>, isOpen: boolean): string[] {
  const reachable = urls.filter((url) => !url.loopback);
  if (insecure && isOpen) return ['--insecure: whoever reaches this server can read and write everything'];
  if (isOpen || reachable.every((url) => url.secure)) return [];
  return [
    'API keys are sent as they are over http://: whoever sees the packets has them. Listen on https://, or behind a proxy',
  ];
}
