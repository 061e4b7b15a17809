import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const REPOSITORY = join(import.meta.dirname, '..', '..', '..');

/** The outcome of one `nx` run: everything it printed, with colours, and how it ended. */
export interface NxRun {
  code: number | null;
  output: string;
}

/**
 * Somebody else's workspace, as small as it can be and real in every part: an addon, the crate it depends on by path,
 * and a program that does so too. It borrows our node_modules, and has an Nx cache and a target/ of its own.
 */
export class ProbeWorkspace {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'nx-rust-')));

  constructor() {
    for (const [file, text] of Object.entries(FILES)) this.write(file, text);
    symlinkSync(join(REPOSITORY, 'node_modules'), join(this.root, 'node_modules'), 'dir');
    this.#lock();
  }

  /** Starts from our lock file, so that cargo finds every version where it was downloaded for the rest of this repository. */
  #lock(): void {
    const ours = join(REPOSITORY, 'Cargo.lock');
    if (existsSync(ours)) copyFileSync(ours, this.path('Cargo.lock'));
    const metadata = ['metadata', '--format-version', '1', '--quiet'];
    const offline = spawnSync('cargo', [...metadata, '--offline'], { cwd: this.root });
    if (offline.status !== 0) spawnSync('cargo', metadata, { cwd: this.root, stdio: ['ignore', 'ignore', 'inherit'] });
  }

  path(file: string): string {
    return join(this.root, file);
  }

  read(file: string): string {
    return readFileSync(this.path(file), 'utf8');
  }

  write(file: string, text: string): void {
    mkdirSync(dirname(this.path(file)), { recursive: true });
    writeFileSync(this.path(file), text);
  }

  edit(file: string, from: string, to: string): void {
    const text = this.read(file);
    if (!text.includes(from)) throw new Error(`${file} does not contain ${from}`);
    this.write(file, text.replace(from, to));
  }

  nx(args: string[], env: NodeJS.ProcessEnv = {}): Promise<NxRun> {
    return new Promise((resolve, reject) => {
      const child = this.start(args, env);
      let output = '';
      child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
      child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
      child.once('error', reject);
      child.once('close', (code) => resolve({ code, output }));
    });
  }

  /** Nothing of the Nx and the Jest that run us may reach the Nx that we run. */
  start(args: string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
    const inherited = Object.entries(process.env).filter(
      ([name]) => !/^(NX_|JEST_|npm_|NODE_OPTIONS$|NODE_ENV$|FORCE_COLOR$|NO_COLOR$|CARGO_TERM)/.test(name),
    );
    return spawn(process.execPath, [join('node_modules', 'nx', 'dist', 'bin', 'nx.js'), ...args], {
      cwd: this.root,
      env: { ...Object.fromEntries(inherited), NX_DAEMON: 'false', NX_NO_CLOUD: 'true', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  /** What `greet('Ada')` returns in a process of its own, because a process loads an addon once. */
  greet(profile: string): string {
    const script = `process.stdout.write(require(${JSON.stringify(this.path(addonFile(profile)))}).greet('Ada'))`;
    return spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' }).stdout;
  }

  /** A PATH on which node and a shell can be found, but no cargo and no rustc. */
  pathWithoutCargo(): string {
    const folder = this.path('no-cargo');
    mkdirSync(folder, { recursive: true });
    for (const [name, program] of [['node', process.execPath] as const, ['sh', '/bin/sh'] as const]) {
      if (!existsSync(join(folder, name))) symlinkSync(program, join(folder, name));
    }
    chmodSync(folder, 0o755);
    return folder;
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

export function addonFile(profile: string): string {
  const names: Record<string, string> = {
    'linux-x64': 'linux-x64-gnu',
    'linux-arm64': 'linux-arm64-gnu',
    'darwin-x64': 'darwin-x64',
    'darwin-arm64': 'darwin-arm64',
    'win32-x64': 'win32-x64-msvc',
  };
  return `crates/greeter/dist/${profile}/greeter.${names[`${process.platform}-${process.arch}`]}.node`;
}

const FILES = {
  'package.json': JSON.stringify({ name: 'probe', private: true, workspaces: ['crates/*', 'app'] }),
  'nx.json': JSON.stringify({
    analytics: false,
    neverConnectToCloud: true,
    cacheDirectory: '.nx/cache',
    useDaemonProcess: false,
    tui: { enabled: false },
    plugins: ['@bimetal/nx-rust'],
  }),
  '.gitignore': 'node_modules\ndist\ntarget\ntest-output\n.nx\nno-cargo\n',
  // Nothing here is worth optimising, and every profile compiles all of it again.
  'Cargo.toml': [
    '[workspace]',
    'resolver = "3"',
    'members = ["crates/*"]',
    '[workspace.package]',
    'edition = "2024"',
    'version = "0.1.0"',
    '[profile.release]',
    'opt-level = 0',
    'debug = false',
    'incremental = true',
  ].join('\n'),
  'app/package.json': JSON.stringify({
    name: '@probe/app',
    version: '1.0.0',
    dependencies: { '@probe/greeter': '1.0.0' },
  }),
  'app/index.js': "require('@probe/greeter');\n",
  'crates/greeter/package.json': JSON.stringify({
    name: '@probe/greeter',
    version: '1.0.0',
    napi: { binaryName: 'greeter' },
  }),
  'crates/greeter/Cargo.toml': [
    '[package]',
    'name = "greeter"',
    'edition.workspace = true',
    'version.workspace = true',
    '[package.metadata.nx]',
    'tags = ["scope:greeter"]',
    '[lib]',
    'crate-type = ["cdylib"]',
    '[dependencies]',
    'greeting = { path = "../greeting" }',
    'napi = { version = "3", default-features = false, features = ["napi9", "dyn-symbols"] }',
    'napi-derive = "3"',
    '[build-dependencies]',
    'napi-build = "2"',
  ].join('\n'),
  'crates/greeter/build.rs': [
    'fn main() {',
    '    napi_build::setup();',
    '    if std::env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("linux") {',
    '        println!("cargo:rustc-cdylib-link-arg=-Wl,--build-id=sha1");',
    '    }',
    '}',
    '',
  ].join('\n'),
  'crates/greeter/src/lib.rs': [
    'use napi_derive::napi;',
    '',
    '#[napi]',
    'pub fn greet(name: String) -> String {',
    '    format!("{}.", greeting::greeting(&name))',
    '}',
    '',
  ].join('\n'),
  'crates/greeting/Cargo.toml': [
    '[package]',
    'name = "greeting"',
    'edition.workspace = true',
    'version.workspace = true',
  ].join('\n'),
  'crates/greeting/src/lib.rs': [
    'pub fn greeting(name: &str) -> String {',
    '    format!("Hello, {name}")',
    '}',
    '',
    '#[cfg(test)]',
    'mod tests {',
    '    #[test]',
    '    fn greets_by_name() {',
    '        assert_eq!(super::greeting("Ada"), "Hello, Ada");',
    '    }',
    '',
    '    #[test]',
    '    #[ignore]',
    '    fn is_skipped() {}',
    '}',
    '',
  ].join('\n'),
  'crates/shout/Cargo.toml': [
    '[package]',
    'name = "shout"',
    'edition.workspace = true',
    'version.workspace = true',
    '[dependencies]',
    'greeting = { path = "../greeting" }',
  ].join('\n'),
  'crates/shout/src/main.rs': ['fn main() {', '    println!("{}!", greeting::greeting("Ada"));', '}', ''].join('\n'),
};
