import { copyFileSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join, posix, relative, sep } from 'node:path';
import { inspectBinary, type BinaryFacts } from '@bimetal/binaries';
import { publish } from '../../artifact/publish.ts';
import { separateDebugInfo, separatedIn } from '../../artifact/separate-debug-info.ts';
import { createStaging } from '../../artifact/staging.ts';
import { cargoCommand } from '../../cargo/metadata.ts';
import type { CargoProject } from '../../cargo/project.ts';
import { run, type RunOptions } from '../../process/run.ts';
import { cargoBuildArguments, napiArguments, profileOf, separatesDebugInfo, type BuildFacts } from './arguments.ts';
import { cargoConfigFiles, FRAME_POINTERS, withRustFlags, type ExtraFlags } from './rust-flags.ts';
import type { BuildOptions } from './options.ts';
import { npmPackageOf } from './npm-package.ts';
import { producedFiles } from './produced-files.ts';
import { remapFlags } from './remap-paths.ts';

export interface BuildResult {
  success: boolean;
  /** False when every file came out as it was. */
  changed: boolean;
  artifacts: Artifact[];
}

export interface Artifact {
  /** Relative to the workspace, written with `/`. */
  path: string;
  facts: BinaryFacts;
  /** Its separate debug info, when we made it: relative to the workspace. */
  symbols: string | undefined;
}

/** Builds one crate into `<outputDir>/<profile>`, which keeps what it held when the build fails. */
export async function build(given: BuildOptions, project: CargoProject, signal?: AbortSignal): Promise<BuildResult> {
  const profile = profileOf(given);
  const outputDir = join(project.crateRoot, given.outputDir ?? 'dist');
  const stagingDir = createStaging(outputDir, profile);
  try {
    const flags = rustFlags(given, project);
    const options = { ...given, args: [...flags.args, ...(given.args ?? [])] };
    const facts: ProjectFacts = { ...project, crateName: project.crate.name, stagingDir };
    const produce = project.crate.kind === 'addon' ? produceAddon : produceFiles;
    if (!(await produce(options, facts, { cwd: project.crateRoot, env: flags.env, signal }))) {
      return { success: false, changed: false, artifacts: [] };
    }
    if (separatesDebugInfo(given)) separateDebugInfo(stagingDir, pdbFiles(given, project));
    const finalDir = join(outputDir, profile);
    const changed = publish(stagingDir, finalDir);
    return { success: true, changed, artifacts: artifactsIn(finalDir, project.workspaceRoot) };
  } finally {
    rmSync(stagingDir, { recursive: true, force: true });
  }
}

function rustFlags(options: BuildOptions, project: CargoProject): ExtraFlags {
  const profile = profileOf(options);
  const flags = [
    ...(profile === 'profiling' ? [FRAME_POINTERS] : []),
    ...(options.remapPaths && profile === 'release' ? remapFlags(project, process.env) : []),
  ];
  return withRustFlags(flags, process.env, cargoConfigFiles(project.crateRoot, process.env));
}

type ProjectFacts = BuildFacts & Pick<CargoProject, 'workspaceRoot'>;

async function produceAddon(options: BuildOptions, facts: ProjectFacts, running: RunOptions): Promise<boolean> {
  const cli = napiCli(facts.crateRoot);
  const args = napiArguments(options, { ...facts, ...npmPackageOf(facts.crateRoot, facts.workspaceRoot) });
  return (await run(process.execPath, [cli, ...args], running)) === 0;
}

/** The CLI's `exports` do not name its program, hence the way round by a file that they do name. */
function napiCli(crateRoot: string): string {
  try {
    return join(createRequire(join(crateRoot, 'package.json')).resolve('@napi-rs/cli/package.json'), '../dist/cli.js');
  } catch {
    throw new Error(
      '@napi-rs/cli was not found, and it builds addons. Install it: npm install --save-dev @napi-rs/cli',
    );
  }
}

/** LIMIT: a library that only other crates use leaves nothing to copy; building it shows that it compiles. */
async function produceFiles(options: BuildOptions, facts: BuildFacts, running: RunOptions): Promise<boolean> {
  const files: string[] = [];
  const code = await run(cargoCommand(), cargoBuildArguments(options, facts), {
    ...running,
    onLine: (line) => files.push(...producedFiles(line, join(facts.crateRoot, 'Cargo.toml'))),
  });
  if (code !== 0) return false;
  for (const file of files) if (existsSync(file)) copyFileSync(file, join(facts.stagingDir, basename(file)));
  return true;
}

/** Where Windows' linker may have left the debug info: beside what cargo built. @napi-rs/cli always names a target. */
function pdbFiles(options: BuildOptions, { targetDir, crate }: CargoProject): string[] {
  const name = `${crate.name.replaceAll('-', '_')}.pdb`;
  const target = options.target ?? (process.arch === 'arm64' ? 'aarch64-pc-windows-msvc' : 'x86_64-pc-windows-msvc');
  return [join(targetDir, target, profileOf(options), name), join(targetDir, profileOf(options), name)];
}

function artifactsIn(folder: string, workspaceRoot: string): Artifact[] {
  if (!existsSync(folder)) return [];
  const named = (file: string) => relative(workspaceRoot, file).split(sep).join(posix.sep);
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = join(folder, entry.name);
    const facts = entry.isFile() ? inspectBinary(file) : undefined;
    if (!facts) return [];
    const symbols = separatedIn(folder, entry.name, facts);
    return [{ path: named(file), facts, symbols: symbols && named(symbols) }];
  });
}
