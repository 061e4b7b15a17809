import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { run } from '@bimetal/nx-rust/shared';
import type { Asset } from '../assets/assets.ts';
import type { WarmUpOptions } from '../options.ts';

/** What a bundle must be wrapped in: its code cache is that of a script, and a script has no `require`. */
export const WRAPPER = {
  start: '(function (exports, require, module, __filename, __dirname) {',
  end: '})',
};

const SECONDS_MAX = 120;
const RUNS_MAX = 6;

export interface WarmUp {
  /** Absolute; wrapped. */
  script: string;
  assets: readonly Asset[];
  /** V8's flags that the executable always runs with: a cache made with others is refused. */
  execArgv: readonly string[];
}

/**
 * Makes V8's code cache of a bundle after a run of it, and returns its file. A cache made without a run holds none of
 * the functions that are compiled when they are first called, which is most of what a start spends its time on.
 *
 * A fixed hash seed makes equal runs write equal bytes, and nothing that was compiled is thrown away in between. Once in
 * a while V8's other threads still leave a trace of some bytes: it runs until two runs in a row agree.
 */
export async function warmCodeCache(options: WarmUpOptions, warmUp: WarmUp): Promise<string> {
  let file = await runOnce(options, warmUp);
  for (let left = RUNS_MAX - 1; left > 0; left--) {
    const before = readFileSync(file);
    file = await runOnce(options, warmUp);
    if (readFileSync(file).equals(before)) break;
  }
  await check(warmUp.script, file, warmUp.execArgv);
  return file;
}

/** A run in a folder of its own, so that the next one finds nothing of it. Returns the file of the code cache. */
async function runOnce(options: WarmUpOptions, { script, assets, execArgv }: WarmUp): Promise<string> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'warm-up-')));
  const cache = `${script}.cache`;
  rmSync(cache, { force: true });
  const inside = (text: string) => text.replaceAll('{temporary}', folder);
  try {
    const request = {
      script,
      filename: basename(script),
      cache,
      until: options.until,
      assets: Object.fromEntries(assets.map(({ name, file }) => [name, file])),
      args: (options.args ?? []).map(inside),
    };
    writeFileSync(join(folder, 'request.json'), JSON.stringify(request));
    mkdirSync(join(folder, 'home'));
    const env = Object.fromEntries(Object.entries(options.env ?? {}).map(([name, value]) => [name, inside(value)]));
    const flags = ['--hash-seed=42', '--no-flush-bytecode', ...execArgv];
    const lines: string[] = [];
    await run(process.execPath, [...flags, WARM_UP, join(folder, 'request.json')], {
      cwd: folder,
      env: { HOME: join(folder, 'home'), NODE_OPTIONS: '', NO_COLOR: '1', FORCE_COLOR: undefined, ...env },
      onLine: (line) => lines.push(line),
      signal: AbortSignal.timeout(SECONDS_MAX * 1000),
    });
    if (!existsSync(cache)) {
      throw new Error(
        `The program was started for its code cache, and ended or went on for ${SECONDS_MAX} s without printing ${JSON.stringify(options.until)}.\n${lines.join('\n')}`.trim(),
      );
    }
    return cache;
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

export function launcher(scriptName: string): string {
  return readFileSync(join(import.meta.dirname, 'launcher.cjs'), 'utf8').replace('FILENAME', scriptName);
}

const WARM_UP = join(import.meta.dirname, 'warm-up.cjs');

/** V8 says nothing when it refuses a cache; the program would only be slow. */
async function check(script: string, cache: string, execArgv: readonly string[]): Promise<void> {
  const code = `
    const [source, cachedData] = [${JSON.stringify(script)}, ${JSON.stringify(cache)}].map((file) => fs.readFileSync(file));
    const { cachedDataRejected } = new vm.Script(source.latin1Slice(), { filename: ${JSON.stringify(basename(script))}, cachedData });
    process.exitCode = cachedDataRejected ? 1 : 0;`;
  const env = { NODE_OPTIONS: '' };
  if ((await run(process.execPath, [...execArgv, '--eval', code], { cwd: tmpdir(), env })) === 0) return;
  throw new Error('V8 refuses the code cache that was made for the executable. Leave `warmUp` out, and report it.');
}
