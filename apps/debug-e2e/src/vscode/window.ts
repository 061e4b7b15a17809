import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';

import { DataFolder } from '../debuggee.ts';
import { lineOf, workspaceRoot } from '../workspace.ts';
import { CodeServer } from './code-server.ts';
import { type Place, Workbench } from './workbench.ts';

export const SESSION_MS_MAX = 400_000;
const SERVING_MS_MAX = 200_000;
const POLL_MS = 200;
const ANSWER_MS_MAX = 1000;
const pictures = process.env['BIMETAL_SCREENSHOTS'] ?? join(workspaceRoot, 'apps/debug-e2e/test-output/screenshots');

/** The place of a text in a source file, for a breakpoint. */
export const placeOf = (path: string, text: string, below?: string): Place => ({
  path,
  line: lineOf(path, text, below),
});

/** One request passes through all of them: `POST /api/data/{key}`. */
export const controller = placeOf('apps/api/src/data/data.controller.ts', 'this.data.put(');
export const bindings = placeOf('libs/bindings/src/store.ts', 'storePut(');
/** Where a step out of Rust arrives: the statement behind the call. */
export const behindPut = placeOf('libs/bindings/src/store.ts', 'return written.then', 'storePut(');
export const storePut = placeOf('native/addon/src/store.rs', 'store.batch()?', 'pub fn store_put');

export type Session = { workbench: Workbench; url: string; dataFolder: string };

/**
 * One session in a VS Code of its own, with a server and data that are not the developer's. `url` is where the
 * configurations start the server. The window of a session that fails is kept as a picture.
 */
export async function inVscode(
  use: (session: Session) => Promise<void>,
  variables: Record<string, string> = {},
): Promise<void> {
  using data = new DataFolder();
  const url = `http://127.0.0.1:${await freePort()}`;
  const server = { BIMETAL_URLS: url, BIMETAL_DATAPATH: join(data.path, 'data'), DEV_API_URL: url };
  using codeServer = new CodeServer({ ...server, ...variables });
  await using workbench = await Workbench.open(await codeServer.start());
  try {
    await use({ workbench, url, dataFolder: data.path });
  } catch (error) {
    const { currentTestName = 'session' } = expect.getState();
    await workbench.screenshot(picture(`failed-${currentTestName.replace(/\W+/g, '-')}`)).catch(() => undefined);
    throw error;
  }
}

/** Waits until something answers there: by default, until the server is up. */
export async function untilServing(url: string, path = '/api/health/live', ms_max = SERVING_MS_MAX): Promise<void> {
  const end = Date.now() + ms_max;
  while (!(await answers(url + path))) {
    if (Date.now() > end) throw new Error(`Nothing answers at ${url}.`);
    await new Promise((done) => setTimeout(done, POLL_MS));
  }
}

/** Where the picture of a session is kept. */
export function picture(name: string): string {
  return join(pictures, `${name}.png`);
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS_MAX) })).ok;
  } catch {
    return false;
  }
}

/** A port that nobody listens at; or this one, or an error: some configurations name theirs. */
export async function freePort(port = 0): Promise<number> {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  const { port: found } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return found;
}
