import { createServer } from 'node:net';

/** An address that a part of `npm run dev` wants to listen on. */
export type WantedPort = { part: string; host: string; port: number };

export const PAGE_PORT = 4200;
export const INSPECTOR_PORT = 9229;
export const API_URLS_DEFAULT = 'http://127.0.0.1:5000';

/** The URLs the API will listen on, as the server itself will read them: the flag, then the environment, then the default. */
export function apiUrls(args: readonly string[], env: Record<string, string | undefined>): string[] {
  const equals = args.find((arg) => arg.startsWith('--urls='));
  const position = args.indexOf('--urls');
  const flag = equals?.slice('--urls='.length) ?? (position >= 0 ? args[position + 1] : undefined);
  const urls = flag ?? env['BIMETAL_URLS'] ?? API_URLS_DEFAULT;
  return urls
    .split(';')
    .map((url) => url.trim())
    .filter(Boolean);
}

/** The ports of those URLs; what is not a URL is left to the server, which explains it better. */
export function portsOf(urls: readonly string[]): WantedPort[] {
  return urls.flatMap((text) => {
    const url = URL.parse(text);
    if (!url) return [];
    const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
    // Port 0 asks the system for any free one.
    return url.port === '0' ? [] : [{ part: 'the API', host: url.hostname.replace(/^\[|\]$/g, ''), port }];
  });
}

/** One sentence for each port that somebody else listens on. */
export async function takenPorts(wanted: readonly WantedPort[]): Promise<string[]> {
  const answers = await Promise.all(wanted.map(async (one) => ({ one, problem: await listenProblem(one) })));
  return answers.flatMap(({ one: { part, host, port }, problem }) => {
    if (!problem) return [];
    const reason = problem === 'EADDRINUSE' ? 'another program listens there already' : problem;
    return [`${part} wants ${host}:${port}, but ${reason}.`];
  });
}

function listenProblem({ host, port }: WantedPort): Promise<string | undefined> {
  return new Promise((done) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => done(error.code ?? error.message));
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => done(undefined)));
  });
}
