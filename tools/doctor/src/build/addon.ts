import { existsSync, globSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

import { inspectBinary } from '@bimetal/binaries';

import { BUILD_ADDON, debugAddon } from './debug-addon.ts';
import { broken, type Check, fine, notice, type SetUp } from '../set-up.ts';

const SOURCES = ['native/*/src/**/*.rs', 'native/*/build.rs', 'native/*/Cargo.toml', 'Cargo.toml', 'Cargo.lock'];

export const debugInfoCheck: Check = {
  name: 'addon debug info',
  examine(setUp) {
    const file = debugAddon(setUp);
    if (!file || !existsSync(file)) return broken('there is no debug addon', BUILD_ADDON);
    const facts = inspectBinary(file);
    const name = relative(setUp.root, file);
    if (!facts) return broken(`${name} is not a library of this platform`, BUILD_ADDON);
    if (facts.debugInfo === 'absent') {
      return broken(`${name} has none: Rust frames would have no lines and no values`, BUILD_ADDON);
    }
    return fine(`${name}: ${facts.debugInfo}`);
  },
};

export const freshAddonCheck: Check = {
  name: 'addon is current',
  examine(setUp) {
    const file = debugAddon(setUp);
    if (!file || !existsSync(file)) return broken('there is no debug addon', BUILD_ADDON);
    // A build that produces the same bytes leaves the file alone; what cargo wrote then tells that it looked.
    const byCargo = globSync('target/debug/*bimetal_addon.{so,dylib,dll}', { cwd: setUp.root });
    const built_ms = Math.max(...[file, ...byCargo.map((path) => join(setUp.root, path))].map(modified_ms));
    const newer = globSync(SOURCES, { cwd: setUp.root }).filter(
      (path) => modified_ms(join(setUp.root, path)) > built_ms,
    );
    if (newer.length === 0) return fine('no Rust source is newer than the debug addon');
    const more = newer.length > 1 ? ` and ${newer.length - 1} more` : '';
    return notice(`${newer[0]}${more} changed after the debug addon was built: lines may be off`, BUILD_ADDON);
  },
};

function modified_ms(file: string): number {
  return statSync(file).mtimeMs;
}

const ANSWER_MS_MAX = 2000;

type Running = { path: string; buildId: string; profile: string };

export const buildIdCheck: Check = {
  name: 'build ids match',
  async examine(setUp) {
    const running = await runningAddon(setUp);
    if (!running) return fine(`no server runs at ${setUp.serverUrl}: nothing to compare`);
    const mend = 'start the server again: it loads the addon that is on disk now';
    if (!existsSync(running.path)) return broken(`the server runs ${running.path}, which is gone`, mend);
    const onDisk = inspectBinary(running.path)?.buildId;
    if (onDisk === running.buildId)
      return fine(`the server at ${setUp.serverUrl} runs what is on disk (${running.profile})`);
    const other = onDisk ? `is ${onDisk.slice(0, 12)}` : 'has no build id';
    const says = `the server runs build ${running.buildId.slice(0, 12)}, ${relative(setUp.root, running.path)} ${other}`;
    return broken(`${says}: a debugger would show lines of another build`, mend);
  },
};

/** What the running server says of its addon; undefined when nobody of ours answers. */
async function runningAddon({ serverUrl }: SetUp): Promise<Running | undefined> {
  try {
    const answer = await fetch(new URL('/api/health/ready', serverUrl), { signal: AbortSignal.timeout(ANSWER_MS_MAX) });
    const { addon } = (await answer.json()) as { addon?: Partial<Running> };
    if (!addon?.path || !addon.buildId) return undefined;
    return { path: addon.path, buildId: addon.buildId, profile: addon.profile ?? 'unknown profile' };
  } catch {
    return undefined;
  }
}
