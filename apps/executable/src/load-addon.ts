import process from 'node:process';
import { type AddonSource } from '@bimetal/bindings';
import { BimetalError } from '@bimetal/bindings/browser';
import { cacheFolder } from './unpack/cache-folder.ts';
import { memoryFiles } from './unpack/memory-file.ts';
import { unpack, type Packed } from './unpack/unpack.ts';

const FIX =
  'set BIMETAL_CACHE to a folder of your own from which the system lets code be loaded: not on a file system that is mounted noexec';

/** One place that the addon was to be loaded from, and why it was not. */
interface Attempt {
  readonly path: string;
  readonly reason: unknown;
}

/**
 * Loads the addon that is packed into this program. A system loads code from files only, so it becomes one: in the cache
 * folder, where debuggers find it, or else one without a name in memory.
 */
export function bringsAddon(packed: Packed, environment: NodeJS.ProcessEnv = process.env): AddonSource {
  return () => {
    const attempts: Attempt[] = [];
    const folder = cacheFolder(environment);
    try {
      if (folder === undefined) throw new Error('this user has no home folder, and BIMETAL_CACHE is not set');
      const path = unpack(packed, folder);
      return { addon: load(path), path };
    } catch (reason) {
      attempts.push({ path: folder ?? 'the cache folder', reason });
    }
    for (const open of memoryFiles(packed)) {
      try {
        const path = open.make();
        return { addon: load(path), path, note: noteOf(attempts) };
      } catch (reason) {
        attempts.push({ path: `a file without a name in ${open.folder}`, reason });
      }
    }
    throw notLoaded(attempts);
  };
}

function load(path: string): unknown {
  const module = { exports: {} };
  process.dlopen(module, path);
  return module.exports;
}

function noteOf([first]: readonly Attempt[]): string {
  return `The addon runs from memory, where a debugger that attaches does not find it: ${first?.path}: ${messageOf(first?.reason)}`;
}

function notLoaded(attempts: readonly Attempt[]): BimetalError {
  const platform = `${process.platform}-${process.arch}`;
  const message = [
    `the native addon inside this program could not be loaded on ${platform} (Node ${process.versions.node})`,
    'tried:',
    ...attempts.map(({ path, reason }) => `  ${path}\n    ${messageOf(reason)}`),
    `to fix it: ${FIX}`,
  ].join('\n');
  return new BimetalError('ADDON_NOT_LOADED', message, {
    details: { paths: attempts.map(({ path }) => path), platform, chosenBy: 'program', fix: FIX },
    cause: attempts[0]?.reason,
  });
}

function messageOf(reason: unknown): string {
  const message = reason instanceof Error ? reason.message : String(reason);
  return message.split('\n', 1)[0] ?? '';
}
