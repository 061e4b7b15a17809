import { build, type BuildOptions, type Metafile } from 'esbuild';
import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { sha256 } from '../assets/assets.ts';
import { WRAPPER } from '../code-cache/code-cache.ts';
import { lazyBuiltins } from './lazy-builtins.ts';
import type { ExecutableOptions } from '../options.ts';

export interface Bundle {
  /** Absolute. */
  script: string;
  sha256: string;
  /** Bytes. */
  size: number;
  /** Absent in a debug bundle, which holds its map itself. */
  map: string | undefined;
  metafile: Metafile;
}

/**
 * Bundles the program into `folder`. `mapFolder` is where the source map of a release will be in the end.
 *
 * A release knows no absolute path, so that each folder makes the same bytes: its map names the sources from its own
 * place, and the hash of the bundle, by which a debugger refuses the map of another build. The debug flavour is the
 * other way round: absolute paths, and the map in the script itself, so that a core file holds it too.
 */
export async function makeBundle(
  options: ExecutableOptions,
  workspaceRoot: string,
  { folder, name, mapFolder }: { folder: string; name: string; mapFolder: string },
): Promise<Bundle> {
  const script = join(folder, `${name}.js`);
  const mapFile = `${script}.map`;
  const { metafile } = await build({ ...bundleOptions(options, workspaceRoot), outfile: script, metafile: true });
  const map = JSON.parse(readFileSync(mapFile, 'utf8')) as { sources: string[] };
  const sources = map.sources.map((source) => (isMadeUp(source) ? source : resolve(folder, source)));
  const debug = options.flavour === 'debug';
  if (debug) {
    map.sources = sources.map((source) => (isMadeUp(source) ? source : pathToFileURL(source).href));
    const data = Buffer.from(JSON.stringify(map)).toString('base64');
    appendFileSync(script, `//# sourceMappingURL=data:application/json;base64,${data}\n`);
    rmSync(mapFile);
  }
  const bytes = readFileSync(script);
  const bundle = { script, sha256: sha256(bytes), size: bytes.length, metafile };
  if (debug) return { ...bundle, map: undefined };
  map.sources = sources.map((source) => (isMadeUp(source) ? source : relative(mapFolder, source).split(sep).join('/')));
  writeFileSync(mapFile, JSON.stringify({ ...map, file: `${name}.js`, x_generated_sha256: bundle.sha256 }));
  return { ...bundle, map: mapFile };
}

/** What a plugin of esbuild wrote has a name in a namespace, and no file. A drive of Windows is one letter. */
function isMadeUp(source: string): boolean {
  return /^[\w-]{2,}:/.test(source);
}

/** Whether the executable gets the code cache of a warm run. A debug bundle is rather the script that Node starts with. */
export function isWarmed({ flavour = 'release', codeCache = true, warmUp }: ExecutableOptions): boolean {
  return flavour === 'release' && codeCache && warmUp !== undefined;
}

/**
 * What esbuild is asked for. CommonJS, because a code cache needs it. `import.meta` does not exist there: the program
 * sees itself as the executable, which is what `__filename` is inside one.
 */
export function bundleOptions(options: ExecutableOptions, workspaceRoot: string): BuildOptions {
  const { bundle = {}, flavour = 'release' } = options;
  const wrapped = isWarmed(options);
  const minify = flavour === 'release' && (bundle.minify ?? false);
  return {
    absWorkingDir: workspaceRoot,
    entryPoints: [join(workspaceRoot, options.main)],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: `node${process.versions.node}`,
    // A script of ASCII takes one byte for each character in V8.
    charset: 'ascii',
    keepNames: true,
    legalComments: 'none',
    logLevel: 'warning',
    sourcemap: 'external',
    sourcesContent: flavour === 'release',
    // Node does not offer `import()` everywhere inside an executable; `require` does the same for what it has built in.
    supported: { 'dynamic-import': false },
    minifySyntax: minify,
    minifyWhitespace: minify,
    external: bundle.external ?? [],
    ...(bundle.conditions ? { conditions: bundle.conditions } : {}),
    ...(bundle.mainFields ? { mainFields: bundle.mainFields } : {}),
    ...(bundle.alias ? { alias: bundle.alias } : {}),
    ...(bundle.inject ? { inject: bundle.inject } : {}),
    ...(bundle.lazyBuiltins ? { plugins: [lazyBuiltins(bundle.lazyBuiltins)] } : {}),
    ...(options.tsConfig ? { tsconfig: join(workspaceRoot, options.tsConfig) } : {}),
    define: {
      'import.meta.url': '__executable_url',
      'import.meta.dirname': '__dirname',
      'import.meta.filename': '__filename',
      ...bundle.define,
    },
    banner: {
      js: `${wrapped ? WRAPPER.start : ''}const __executable_url = require("node:url").pathToFileURL(__filename).href;`,
    },
    ...(wrapped ? { footer: { js: WRAPPER.end } } : {}),
  };
}
