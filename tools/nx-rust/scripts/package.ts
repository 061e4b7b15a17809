/**
 * `package.ts PLUGIN`: writes an npm package of a plugin, `dist/<name>-<version>.tgz` in its folder: JavaScript that Node
 * runs inside `node_modules` too, without specs, and without the targets that only this workspace can run. What it
 * takes from its neighbours is inside.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import ts from 'typescript';

const TOOLS = join(import.meta.dirname, '..', '..');
const SCOPE = '@bimetal/';

interface Manifest {
  name: string;
  version: string;
  dependencies?: Record<string, string>;
  exports?: Record<string, string>;
  [field: string]: unknown;
}

const plugin = resolve(process.argv[2] ?? '.');
const results = join(plugin, 'dist');
mkdirSync(results, { recursive: true });
// Elsewhere, so that no tool of this workspace takes the copy for a project of its own.
const folder = mkdtempSync(join(tmpdir(), 'plugin-package-'));
writePackage(plugin, folder);
const packed = spawnSync('npm', ['pack', '--ignore-scripts', '--pack-destination', results], {
  cwd: folder,
  encoding: 'utf8',
  shell: process.platform === 'win32',
});
rmSync(folder, { recursive: true });
if (packed.status !== 0) console.error(packed.stderr || String(packed.error));
else console.log(join(results, packed.stdout.trim().split('\n').at(-1) ?? ''));
process.exitCode = packed.status ?? 1;

function writePackage(source: string, target: string): void {
  const {
    devDependencies,
    nx,
    private: isPrivate,
    ...manifest
  } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) as Manifest;
  void [devDependencies, nx, isPrivate];
  const ours = Object.keys(manifest.dependencies ?? {}).filter((name) => name.startsWith(SCOPE));
  const exported = Object.entries(manifest.exports ?? {}).filter(([, file]) => !file.startsWith('./e2e/'));
  write(join(target, 'package.json'), {
    ...manifest,
    exports: Object.fromEntries(exported.map(([name, file]) => [name, asJavaScript(file)])),
    ...(ours.length > 0 ? { bundleDependencies: ours } : {}),
  });
  for (const file of readdirSync(source).filter((name) => /^(README\.md|executors\.json|.*\.cjs)$/.test(name))) {
    if (!file.startsWith('jest.')) copy(join(source, file), join(target, file));
  }
  for (const file of readdirSync(join(source, 'src'), { recursive: true, encoding: 'utf8' })) {
    const path = join(source, 'src', file);
    if (statSync(path).isFile() && !/\.spec\.ts$|^testing\b/.test(file)) copy(path, join(target, 'src', file));
  }
  for (const name of ours) {
    writePackage(join(TOOLS, name.slice(SCOPE.length)), join(target, 'node_modules', name));
  }
}

/** TypeScript becomes JavaScript, line by line, and what names it names that. */
function copy(source: string, target: string): void {
  if (/\.json$|\.md$/.test(source) && !source.endsWith('executors.json')) {
    mkdirSync(dirname(target), { recursive: true });
    cpSync(source, target);
    return;
  }
  const text = readFileSync(source, 'utf8');
  write(
    asJavaScript(target),
    source.endsWith('.ts') ? javaScriptOf(text) : text.replace(/(['"]\.[^'"]*)\.ts(?=['"])/g, '$1.js'),
  );
}

function javaScriptOf(text: string): string {
  return ts.transpileModule(text, {
    compilerOptions: {
      module: ts.ModuleKind.ESNext,
      target: ts.ScriptTarget.ES2024,
      rewriteRelativeImportExtensions: true,
      verbatimModuleSyntax: true,
    },
  }).outputText;
}

function asJavaScript(file: string): string {
  return file.replace(/\.ts$/, '.js');
}

function write(file: string, contents: string | object): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, typeof contents === 'string' ? contents : `${JSON.stringify(contents, undefined, 2)}\n`);
}
