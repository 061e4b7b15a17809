import { basename } from 'node:path';
import type { Script } from '../inspector/source-maps.ts';
import { seemsCompiledFrom } from '../breakpoints/compiled-from.ts';
import type { Body } from '../protocol/dap.ts';
import type { Breakpoints } from './breakpoints.ts';

/** An addon as the LLDB plugin sees it: the build ids of what runs, and of the file that LLDB read instead. */
export interface LoadedAddon {
  path: string;
  running: string | null;
  on_disk: string | null;
}

/** Tells the user, once a session each, why something that he may expect is not there, and what would bring it. */
export class Notices {
  readonly #emit: (event: string, body?: Body) => void;
  readonly #told = new Set<string>();

  constructor(emit: (event: string, body?: Body) => void) {
    this.#emit = emit;
  }

  /** LLDB has loaded a library. */
  moduleLoaded(body: Body): void {
    const { path, debugInfoSize } = (body['module'] ?? {}) as { path?: string; debugInfoSize?: string };
    // Addons of packages come without debug information, and nobody sets breakpoints in them.
    if (!path?.endsWith('.node') || path.includes('/node_modules/') || debugInfoSize !== undefined) return;
    this.#tell(
      `${path} has no debug information, so breakpoints in its sources are not reached and its variables are not shown: ` +
        'build it with debug = true in its Cargo profile, and do not strip it.',
    );
  }

  /** What was there before LLDB came: a program that is attached to, or a core file. */
  addonsFound(addons: readonly LoadedAddon[], isCoreFile: boolean): void {
    for (const { path, running, on_disk } of addons) {
      if (running === null || running === on_disk) continue;
      const what = on_disk === null ? `${path} has gone from the disk` : `${path} is not the file that was loaded`;
      const remedy = isCoreFile
        ? 'put back the file of the build that made the core file.'
        : 'start the program again, or put back the file that it loaded.';
      const ids = `build id ${running.slice(0, 8)} runs, ${on_disk?.slice(0, 8) ?? 'none'} is on the disk`;
      this.#tell(`${what} (${ids}), so lines and values in it are wrong or missing: ${remedy}`);
    }
  }

  /** Breakpoints wait in these files, and these scripts run: one may be compiled from the other without saying so. */
  scriptsWithoutMaps(files: readonly string[], scripts: Iterable<Script>): void {
    if (files.length === 0) return;
    for (const script of scripts) {
      if (!script.url.startsWith('file:') || script.file.includes('/node_modules/')) continue;
      const source = files.find((file) => seemsCompiledFrom(script.file, file));
      if (source === undefined || script.sources.length > 0) continue;
      const name = basename(source);
      this.#tell(
        `${script.file} seems to be compiled from ${name}, and has no source map that can be read, so breakpoints in ${name} ` +
          'are not reached: compile with "sourceMap": true in tsconfig.json, and keep the .map file beside the script.',
      );
    }
  }

  /** The program is over, and these breakpoints were never anywhere. */
  unbound({ script, native }: Breakpoints, scripts: readonly Script[]): void {
    for (const breakpoint of script.all) {
      if (breakpoint.verified) continue;
      const { file, asked, mistake, reason } = breakpoint;
      this.#tellUnbound(file, asked.line, mistake ?? reason ?? whyNoScript(file, scripts));
    }
    for (const { file, line, message } of native.unbound) {
      this.#tellUnbound(file, line, message ?? `No library that was loaded has debug information for this line.`);
    }
  }

  conditionFailed(condition: string, place: string, mistake: string): void {
    this.#tell(`the condition "${condition}" at ${place} fails (${mistake}), so the program stops there each time.`);
  }

  /** Why a stack lacks frames of one of the languages. */
  stackIncomplete(warning: string): void {
    this.#tell(`the stack is not whole: ${warning}.`);
  }

  #tellUnbound(file: string, line: number, reason: string): void {
    const text = `${reason.charAt(0).toLowerCase()}${reason.slice(1)}`;
    this.#tell(`the breakpoint at ${file}:${line} was never reached, since it was never set: ${text}`);
  }

  #tell(text: string): void {
    if (this.#told.has(text)) return;
    this.#told.add(text);
    this.#emit('output', { category: 'important', output: `bimetal: ${text}\n` });
  }
}

function whyNoScript(file: string, scripts: readonly Script[]): string {
  const mapped = scripts.filter(({ namesMap }) => namesMap);
  for (const script of mapped) {
    const namesake = script.namesakeOf(file);
    if (namesake === undefined) continue;
    return `The source map of ${script.file} names ${namesake}: set "sourcePathMap" in the configuration if that is this file.`;
  }
  return `None of the ${scripts.length} scripts that ran is this file or was compiled from it, as far as their ${mapped.length} source maps tell.`;
}
