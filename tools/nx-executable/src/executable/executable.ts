import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { createStaging, publish, replace, run } from '@bimetal/nx-rust/shared';
import {
  collectAssets,
  describeAddon,
  describeAssets,
  findAddon,
  MANIFEST,
  type Asset,
  type Manifest,
} from './assets/assets.ts';
import { isWarmed, makeBundle, type Bundle } from './bundle/bundle.ts';
import { selfStarting } from './bundle/self-starting.ts';
import { launcher, warmCodeCache } from './code-cache/code-cache.ts';
import { collectComponents } from './components/collect.ts';
import { copyInPieces } from './copy-in-pieces.ts';
import type { ExecutableOptions } from './options.ts';
import { checkNode, checkPlatform, hostLibc, hostPlatform, withExtension } from './platform.ts';
import { nodeToBuildUpon, writeExecutable, type SeaConfig } from './sea.ts';

/** The asset that is the first script once more: a worker thread inside an executable has nothing else to begin with. */
const FIRST_SCRIPT = 'main.js';

/** The roots that a build reads from and writes to. Absolute. */
export interface BuildRoots {
  workspaceRoot: string;
  projectRoot: string;
  /** Root of the project that builds the addon. */
  addonRoot: string | undefined;
}

export interface ExecutableResult {
  /** Absolute. */
  file: string;
  /** Bytes. */
  size: number;
  bundleSize: number;
  manifest: Manifest;
}

/** Makes everything in a folder beside its place and renames it there, so that nobody ever sees half of it. */
export async function makeExecutable(options: ExecutableOptions, roots: BuildRoots): Promise<ExecutableResult> {
  checkPlatform(options.platform, hostPlatform(), hostLibc());
  checkNode(process.versions.node);
  const output = join(roots.workspaceRoot, withExtension(options.outputPath));
  const staging = createStaging(dirname(output), options.flavour ?? 'release');
  try {
    const build = new Build(options, roots, staging, output);
    try {
      return await build.run();
    } finally {
      build.restore();
    }
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

class Build {
  readonly #options: ExecutableOptions;
  readonly #roots: BuildRoots;
  readonly #staging: string;
  readonly #output: string;

  constructor(options: ExecutableOptions, roots: BuildRoots, staging: string, output: string) {
    this.#options = options;
    this.#roots = roots;
    this.#staging = staging;
    this.#output = output;
  }

  async run(): Promise<ExecutableResult> {
    const addon = this.#addon();
    const files = [...collectAssets(this.#options.assets ?? [], this.#roots.workspaceRoot), ...(addon ? [addon] : [])];
    const bundle = await makeBundle(this.#options, this.#roots.workspaceRoot, {
      folder: this.#staging,
      name: basename(this.#options.outputPath),
      mapFolder: this.#symbols() ?? dirname(this.#output),
    });
    const warning = selfStarting(bundle.metafile, this.#roots.workspaceRoot);
    if (warning !== undefined) console.warn(warning);
    files.push(...(await this.#components(bundle)));

    const manifest = this.#manifest(bundle, files, addon);
    writeFileSync(join(this.#staging, MANIFEST), JSON.stringify(manifest));
    const program = await this.#program(bundle, [{ name: MANIFEST, file: join(this.#staging, MANIFEST) }, ...files]);
    this.#publish(bundle, program, addon);
    rmSync(this.#previousScript(), { force: true });
    return { file: this.#output, size: statSync(this.#output).size, bundleSize: bundle.size, manifest };
  }

  /** Puts back what had to be replaced before the build had succeeded. */
  restore(): void {
    if (!existsSync(this.#previousScript())) return;
    replace(this.#previousScript(), join(dirname(this.#output), `${basename(this.#options.outputPath)}.js`));
  }

  #previousScript(): string {
    return join(this.#staging, 'previous.js');
  }

  #addon(): Asset | undefined {
    const { addon } = this.#options;
    return addon && this.#roots.addonRoot ? findAddon(addon, this.#roots.addonRoot) : undefined;
  }

  #symbols(): string | undefined {
    const { symbolsPath } = this.#options;
    return symbolsPath === undefined ? undefined : join(this.#roots.workspaceRoot, symbolsPath);
  }

  /** Writes the list of what is inside, and returns the asset with the licences, when they are asked for. */
  async #components(bundle: Bundle): Promise<Asset[]> {
    const { licences, sbom, metafiles = [], components = [] } = this.#options;
    if (licences === undefined && sbom === undefined) return [];
    const { workspaceRoot, addonRoot } = this.#roots;
    const pages = metafiles.map((file) => {
      const path = join(workspaceRoot, file);
      if (!existsSync(path)) throw new Error(`There is no ${file}, which tells what a page bundles. Build it first.`);
      return JSON.parse(readFileSync(path, 'utf8')) as Bundle['metafile'];
    });
    const found = await collectComponents({
      workspaceRoot,
      product: this.#identity(),
      metafiles: [bundle.metafile, ...pages],
      nodeExecutable: process.execPath,
      ...(addonRoot === undefined ? {} : { addon: { manifestPath: join(addonRoot, 'Cargo.toml') } }),
      extra: components,
    });
    if (sbom !== undefined) writeFileSync(join(this.#staging, 'sbom'), found.sbom);
    if (licences === undefined) return [];
    const file = join(this.#staging, 'licences');
    writeFileSync(file, found.licences);
    return [{ name: licences, file }];
  }

  #manifest(bundle: Bundle, files: readonly Asset[], addon: Asset | undefined): Manifest {
    const assets = describeAssets(files);
    return {
      ...this.#identity(),
      flavour: this.#options.flavour ?? 'release',
      platform: hostPlatform(),
      node: process.versions.node,
      bundle: { sha256: bundle.sha256 },
      addon: describeAddon(addon, assets),
      assets,
    };
  }

  #identity(): { name: string; version: string } {
    const { version } = JSON.parse(readFileSync(join(this.#roots.projectRoot, 'package.json'), 'utf8')) as {
      version?: string;
    };
    return { name: basename(this.#options.outputPath), version: version ?? '0.0.0' };
  }

  async #program(bundle: Bundle, assets: readonly Asset[]): Promise<string> {
    const { main, further, useCodeCache } = await this.#start(bundle, assets);
    const first = { name: FIRST_SCRIPT, file: resolve(this.#staging, main) };
    const whole = join(this.#staging, 'whole');
    const executable = nodeToBuildUpon(this.#staging, this.#roots.workspaceRoot);
    const config: SeaConfig = {
      main,
      ...(executable === undefined ? {} : { executable }),
      output: basename(whole),
      disableExperimentalSEAWarning: true,
      useCodeCache,
      ...(this.#options.execArgv ? { execArgv: this.#options.execArgv } : {}),
      execArgvExtension: this.#options.execArgvExtension ?? 'env',
      assets: Object.fromEntries([...assets, first, ...further].map(({ name, file }) => [name, file])),
    };
    await writeExecutable(config, this.#staging);
    const program = join(this.#staging, basename(this.#output));
    copyInPieces(whole, program, 0o755);
    rmSync(whole);
    if (process.platform === 'darwin') await sign(program);
    return program;
  }

  /** The first script. Its name stands in the file, so that of a release has no folder. */
  async #start(bundle: Bundle, assets: readonly Asset[]) {
    const { flavour = 'release', codeCache = true, execArgv = [], warmUp } = this.#options;
    if (warmUp !== undefined && isWarmed(this.#options)) {
      const cache = await warmCodeCache(warmUp, { script: bundle.script, assets, execArgv });
      const name = basename(bundle.script);
      writeFileSync(join(this.#staging, 'launcher.js'), launcher(name));
      const further = [
        { name, file: bundle.script },
        { name: `${name}.cache`, file: cache },
      ];
      return { main: 'launcher.js', further, useCodeCache: false };
    }
    if (flavour === 'release') return { main: basename(bundle.script), further: [], useCodeCache: codeCache };
    // A debugger shows this file where there is no source. Node reads it from where its name says that it is.
    const script = join(dirname(this.#output), basename(bundle.script));
    if (existsSync(script)) renameSync(script, this.#previousScript());
    replace(bundle.script, script);
    return { main: script, further: [], useCodeCache: false };
  }

  #publish(bundle: Bundle, program: string, addon: Asset | undefined): void {
    const folder = this.#symbols();
    if (folder === undefined && bundle.map !== undefined) {
      replace(bundle.map, join(dirname(this.#output), basename(bundle.map)));
    }
    if (folder !== undefined) {
      const symbols = join(this.#staging, 'symbols');
      mkdirSync(symbols);
      if (bundle.map !== undefined) renameSync(bundle.map, join(symbols, basename(bundle.map)));
      const ofAddon = addon && join(dirname(addon.file), 'symbols');
      if (ofAddon !== undefined && existsSync(ofAddon)) cpSync(ofAddon, symbols, { recursive: true });
      publish(symbols, folder);
    }
    const { sbom } = this.#options;
    if (sbom !== undefined) {
      const file = join(this.#roots.workspaceRoot, sbom);
      mkdirSync(dirname(file), { recursive: true });
      replace(join(this.#staging, 'sbom'), file);
    }
    replace(program, this.#output);
  }
}

/** macOS runs nothing unsigned on arm64, and writing into the Node that was copied has broken its signature. */
async function sign(file: string): Promise<void> {
  const code = await run('codesign', ['--force', '--sign', '-', file], { cwd: dirname(file) });
  if (code !== 0) throw new Error(`codesign could not sign ${file} (exit code ${code}).`);
}
