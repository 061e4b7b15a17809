import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import ts from 'typescript';

const HERE = join(import.meta.dirname, 'program');
const REPOSITORY = join(import.meta.dirname, '..', '..', '..');
const TARGET = join(REPOSITORY, 'target', 'debugged-programs');
const BUILD_MILLISECONDS_MAX = 300_000;

/** A TypeScript program with an addon of its own, built somewhere else: what somebody debugs in his workspace. */
export class Program {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'vscode-debug-')));
  readonly main = join(this.folder, 'src', 'main.ts');
  readonly rust = join(this.folder, 'native', 'src', 'lib.rs');
  readonly script = join(this.folder, 'dist', 'main.mjs');
  /** Another one, with workers that call the same addon. */
  readonly workers = join(this.folder, 'src', 'workers.ts');
  readonly workersScript = join(this.folder, 'dist', 'workers.mjs');

  constructor() {
    this.#put(this.rust, readFileSync(join(HERE, 'lib.rs'), 'utf8'));
    this.#compileTypeScript('main');
    this.#compileTypeScript('workers');
    this.#compileRust();
  }

  /** The line that ends in `// mark`. */
  lineOf(file: string, mark: string): number {
    const line =
      readFileSync(file, 'utf8')
        .split('\n')
        .findIndex((text) => text.endsWith(`// ${mark}`)) + 1;
    if (line === 0) throw new Error(`${file} has no line marked ${mark}`);
    return line;
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #compileTypeScript(name: string): void {
    const text = readFileSync(join(HERE, `${name}.ts`), 'utf8');
    this.#put(join(this.folder, 'src', `${name}.ts`), text);
    const { outputText, sourceMapText } = ts.transpileModule(text, {
      fileName: `../src/${name}.ts`,
      compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext, sourceMap: true },
    });
    const map = {
      ...(JSON.parse(sourceMapText ?? '{}') as object),
      file: `${name}.mjs`,
      sources: [`../src/${name}.ts`],
    };
    const script = join(this.folder, 'dist', `${name}.mjs`);
    this.#put(script, outputText.replace(/sourceMappingURL=.*/, `sourceMappingURL=${name}.mjs.map`));
    this.#put(`${script}.map`, JSON.stringify(map));
  }

  #compileRust(): void {
    const native = join(this.folder, 'native');
    const versions = readFileSync(join(REPOSITORY, 'Cargo.toml'), 'utf8');
    const line = (name: string): string => new RegExp(`^${name} = .*$`, 'm').exec(versions)?.[0] ?? `${name} = "*"`;
    this.#put(
      join(native, 'Cargo.toml'),
      `[package]\nname = "program"\nversion = "0.0.0"\nedition = "2021"\n[lib]\ncrate-type = ["cdylib"]\n[workspace]\n` +
        `[dependencies]\n${line('napi')}\n${line('napi-derive')}\n[build-dependencies]\n${line('napi-build')}\n`,
    );
    this.#put(join(native, 'build.rs'), 'fn main() {\n    napi_build::setup();\n}\n');
    // Our lock file, so that cargo finds every version where it was downloaded for the rest of this repository.
    copyFileSync(join(REPOSITORY, 'Cargo.lock'), join(native, 'Cargo.lock'));
    const build = (args: string[]): void => {
      execFileSync('cargo', ['build', '--quiet', ...args], {
        cwd: native,
        timeout: BUILD_MILLISECONDS_MAX,
        // The libraries are compiled once for all of these programs.
        env: { ...process.env, CARGO_TARGET_DIR: TARGET },
        stdio: ['ignore', 'ignore', 'pipe'],
      });
    };
    try {
      build(['--offline']);
    } catch {
      build([]);
    }
    copyFileSync(join(TARGET, 'debug', 'libprogram.so'), join(this.folder, 'program.node'));
  }

  #put(file: string, text: string): void {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}
