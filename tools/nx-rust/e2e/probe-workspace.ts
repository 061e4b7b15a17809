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

export const REPOSITORY = join(import.meta.dirname, '..', '..', '..');

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
  /** What else belongs to the test may lie here, outside the workspace. */
  readonly base = realpathSync(mkdtempSync(join(tmpdir(), 'nx-rust-')));
  readonly root = join(this.base, 'workspace');

  /** The files are added to the workspace, or take the place of its own; those that begin with `../` lie outside. */
  constructor(files: Readonly<Record<string, string>> = {}, prepare: (base: string) => void = () => undefined) {
    prepare(this.base);
    for (const [file, text] of Object.entries({ ...FILES, ...files })) this.write(file, text);
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
    rmSync(this.base, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
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

/**
 * The addon without the macros of napi: compiling those again for each workspace, profile and set of flags takes a minute.
 * That it depends on napi makes an addon of the crate, and none of it is compiled.
 */
export const GREETER_BY_HAND = {
  'crates/greeter/Cargo.toml': `
[package]
name = "greeter"
edition.workspace = true
version.workspace = true
[lib]
crate-type = ["cdylib"]
[dependencies]
greeting = { path = "../greeting" }
napi = { version = "3", default-features = false, features = ["napi9", "dyn-symbols"], optional = true }
napi-sys = { version = "3", features = ["napi9"] }
[build-dependencies]
napi-build = "2"
`,
  'crates/greeter/src/lib.rs': `
use napi_sys::*;
use std::{mem::forget, ptr::null_mut};

fn greet(name: &str) -> String {
    format!("{}.", greeting::greeting(&name))
}

#[unsafe(no_mangle)]
unsafe extern "C" fn napi_register_module_v1(env: napi_env, exports: napi_value) -> napi_value {
    unsafe {
        forget(setup());
        let mut function = null_mut();
        napi_create_function(env, c"greet".as_ptr(), -1, Some(call), null_mut(), &mut function);
        napi_set_named_property(env, exports, c"greet".as_ptr(), function);
    }
    exports
}

unsafe extern "C" fn call(env: napi_env, info: napi_callback_info) -> napi_value {
    let (mut name, mut count, mut answer) = (null_mut(), 1, null_mut());
    let (mut bytes, mut length) = ([0; 100], 0);
    unsafe {
        napi_get_cb_info(env, info, &mut count, &mut name, null_mut(), null_mut());
        napi_get_value_string_utf8(env, name, bytes.as_mut_ptr().cast(), bytes.len(), &mut length);
        let text = greet(&String::from_utf8_lossy(&bytes[..length]));
        napi_create_string_utf8(env, text.as_ptr().cast(), text.len() as isize, &mut answer);
    }
    answer
}
`,
};

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
