/** `npm run dev`: the watching form of everything. */
import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';

import { watchContents } from './dev/changes.ts';
import { Part, type PartCommand } from './dev/part.ts';
import { apiUrls, INSPECTOR_PORT, PAGE_PORT, portsOf, takenPorts } from './dev/ports.ts';
import { Restarting } from './dev/restarting.ts';
import { onParentGone, runChild } from '../bootstrap/run-child.mjs';
import { childEnvironment, nxProgram, userFolder, workspaceRoot } from './workspace.ts';

const QUIET_MS = 300;
const PATIENCE_MS = 10_000;
const TWICE_MS = 1000;

const server = join(workspaceRoot, 'apps/api/dist/main.js');
const addons = 'native/addon/dist/debug/*.node';

async function dev(args: readonly string[]): Promise<number> {
  const urls = apiUrls(args, process.env);
  const taken = await takenPorts([
    { part: 'the page', host: '127.0.0.1', port: PAGE_PORT },
    { part: 'the inspector', host: '127.0.0.1', port: INSPECTOR_PORT },
    ...portsOf(urls),
  ]);
  if (taken.length > 0) {
    console.error([...taken, 'End that program, or choose another URL for the API with --urls.'].join('\n'));
    return 1;
  }

  console.log('Building the debug addon, the libraries and the API. The first time takes some minutes.');
  const env = childEnvironment({ BIMETAL_PROFILE: 'debug' });
  const first = await runChild(
    process.execPath,
    [nxProgram, 'run-many', '-t', 'build', '-p', '@bimetal/api', '--output-style=stream'],
    { cwd: workspaceRoot, env },
  );
  // Ctrl-C during the build ends everything; a compile error does not, since the next edit may mend it.
  if (first.wasInterrupted) return first.code;

  return watchEverything(args, urls, env);
}

async function watchEverything(
  args: readonly string[],
  urls: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const parts = new Parts();
  const askedToEnd = untilAskedToEnd(parts);
  const api = new Restarting({
    start: () => startApi(parts, args, env),
    say: (line) => write(`[api] -- ${line}`),
    quiet_ms: QUIET_MS,
    patience_ms: PATIENCE_MS,
  });
  const changes = watchContents(
    {
      root: workspaceRoot,
      folders: ['apps/api/dist', 'libs/bindings/dist', 'libs/contract/dist', 'native/addon/dist/debug'],
      endings: ['.js', '.node'],
    },
    (path) => api.changed(`${path} changed`),
  );
  const watchers = startWatchers(parts, { ...env, DEV_API_URL: urls[0] });
  api.start();
  write(
    `Page http://127.0.0.1:${PAGE_PORT}  API ${urls.join(' ')}  inspector 127.0.0.1:${INSPECTOR_PORT}  Ctrl-C ends`,
  );

  await askedToEnd;
  write('Ending everything…');
  await Promise.all([changes.close(), api.close(), ...watchers.map((part) => part.stop(PATIENCE_MS))]);
  return 0;
}

/** The compilers and the page's own server. One that ends does not end the others: it is said, and they go on. */
function startWatchers(parts: Parts, env: NodeJS.ProcessEnv): Part[] {
  const tsc = join(workspaceRoot, 'node_modules/typescript/bin/tsc');
  const commands = [
    { name: 'addon', args: [nxProgram, 'run', '@bimetal/addon:watch', '--output-style=stream'] },
    { name: 'types', args: [tsc, '--build', '--watch', '--preserveWatchOutput', 'apps/api/tsconfig.lib.json'] },
    {
      name: 'page',
      args: [nxProgram, 'run', '@bimetal/ui:serve', `--port=${PAGE_PORT}`, '--host=127.0.0.1', '--output-style=stream'],
    },
  ];
  return commands.map(({ name, args }) => {
    const part = parts.start({ name, args, cwd: workspaceRoot, env, stops: 'group' });
    void part.ended.then((how) => write(`[${name}] -- ${how}`));
    return part;
  });
}

function startApi(parts: Parts, args: readonly string[], env: NodeJS.ProcessEnv): Part | undefined {
  if (!existsSync(server) || globSync(addons, { cwd: workspaceRoot }).length === 0) {
    write('[api] -- not built yet; it starts when it is');
    return undefined;
  }
  const nodeArgs = ['--enable-source-maps', `--inspect=127.0.0.1:${INSPECTOR_PORT}`, server, ...args];
  return parts.start({ name: 'api', args: nodeArgs, cwd: userFolder, env, stops: 'process' });
}

/** Every part that runs, so that none is forgotten when everything has to end at once. */
class Parts {
  readonly #running = new Set<Part>();

  start(command: PartCommand): Part {
    const part = new Part(command, write);
    this.#running.add(part);
    void part.ended.then(() => this.#running.delete(part));
    return part;
  }

  kill(): void {
    for (const part of this.#running) part.kill();
  }
}

function write(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Resolves at the first signal; another one no longer waits for anybody. */
function untilAskedToEnd(parts: Parts): Promise<void> {
  return new Promise((done) => {
    let askedAt_ms = 0;
    const ask = () => {
      // A terminal and a wrapper deliver the same Ctrl-C twice, milliseconds apart.
      if (askedAt_ms > 0 && Date.now() - askedAt_ms > TWICE_MS) {
        parts.kill();
        process.exit(1);
      }
      askedAt_ms ||= Date.now();
      done();
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, ask);
    onParentGone(ask);
  });
}

process.exitCode = await dev(process.argv.slice(2));
