/**
 * `node cargo-test-program.ts FILE.rs`: compiles the test program that the file belongs to and puts it under one name,
 * `target/debug/test-to-debug`, since cargo's own names have a hash in them that no launch configuration can know.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, renameSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';

import { workspaceRoot } from './workspace.ts';

export const TEST_PROGRAM = 'target/debug/test-to-debug';

export type TestTarget = { crate: string; args: string[] };

/** The crate of a Rust file, and what tells cargo which of its test programs has the file in it. */
export function testTargetOf(file: string): TestTarget | undefined {
  if (!file.endsWith('.rs')) return undefined;
  const crate = crateOf(dirname(resolve(file)));
  if (!crate) return undefined;
  const [folder, name] = relative(crate, resolve(file)).split(sep);
  if (folder !== 'tests' || !name) return { crate, args: ['--lib'] };
  // tests/name.rs is a program; tests/name/main.rs with what stands beside it is one too.
  const isProgram = name.endsWith('.rs') || existsSync(join(crate, 'tests', name, 'main.rs'));
  return { crate, args: isProgram ? ['--test', basename(name, '.rs')] : ['--tests'] };
}

function crateOf(folder: string): string | undefined {
  if (existsSync(join(folder, 'Cargo.toml'))) return folder;
  const parent = dirname(folder);
  return parent === folder ? undefined : crateOf(parent);
}

type CargoMessage = { reason: string; executable?: string | null; profile?: { test: boolean } };

/** The test programs among the lines of `cargo test --message-format=json`. */
export function testPrograms(output: string): string[] {
  const messages = output
    .split('\n')
    .flatMap((line) => (line.startsWith('{') ? [JSON.parse(line) as CargoMessage] : []));
  return messages.flatMap(({ reason, executable, profile }) =>
    reason === 'compiler-artifact' && profile?.test && executable ? [executable] : [],
  );
}

function compile(file: string): number {
  const target = testTargetOf(file);
  if (!target) {
    console.error(`${file} is no Rust file of a crate: open one, and start again.`);
    return 1;
  }
  const args = ['test', '--no-run', '--locked', '--message-format=json-render-diagnostics', ...target.args];
  const cargo = spawnSync('cargo', args, {
    cwd: target.crate,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 1 << 28,
  });
  if (cargo.status !== 0) return cargo.status ?? 1;
  const [program, ...others] = testPrograms(cargo.stdout);
  if (!program || others.length > 0) {
    console.error(
      `${file} belongs to ${others.length > 0 ? 'several test programs' : 'no test program'}: open one of them.`,
    );
    return 1;
  }
  const place = join(workspaceRoot, TEST_PROGRAM);
  mkdirSync(dirname(place), { recursive: true });
  // Renamed into place: the earlier one may be running under a debugger.
  copyFileSync(program, `${place}.new`);
  renameSync(`${place}.new`, place);
  console.log(`${relative(workspaceRoot, program)} is ${TEST_PROGRAM}`);
  return 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.exitCode = compile(process.argv[2] ?? '');
