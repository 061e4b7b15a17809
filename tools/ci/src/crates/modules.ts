import { posix } from 'node:path';

/** A file of a crate: its path below `src`, and its text. */
export type Source = { path: string; text: string };

/**
 * The circles among a crate's modules, each as the modules that lead back to the first.
 *
 * A module is a file. It depends on the files whose items it names by a path from `crate`, `self` or `super`, in a `use`
 * or in the middle of code; unit tests count for nothing, and neither does the line that declares a module.
 */
export function moduleCircles(sources: readonly Source[]): string[][] {
  const files = new Map(sources.map(({ path, text }) => [moduleOf(path), text]));
  const arrows = new Map([...files].map(([module, text]) => [module, arrowsOf(module, text, files)]));
  const circles: string[][] = [];
  const done = new Set<string>();
  const visit = (module: string, trail: readonly string[]): void => {
    const from = trail.indexOf(module);
    if (from >= 0) circles.push(trail.slice(from).map((one) => one || 'lib'));
    if (from >= 0 || done.has(module)) return;
    for (const next of arrows.get(module) ?? []) visit(next, [...trail, module]);
    done.add(module);
  };
  for (const module of files.keys()) visit(module, []);
  return circles;
}

/** `index/mod.rs` and `index.rs` are the module `index`, `lib.rs` is the module with no name. */
function moduleOf(path: string): string {
  const module = path.replace(/\.rs$/, '').replace(/(^|\/)mod$/, '');
  return module === 'lib' ? '' : module;
}

function arrowsOf(module: string, text: string, files: ReadonlyMap<string, string>): Set<string> {
  const arrows = new Set<string>();
  for (const path of pathsIn(withoutTests(withoutComments(text)))) {
    const target = fileOf(absolute(module, path), files);
    if (target !== module) arrows.add(target);
  }
  return arrows;
}

/** Paths are resolved as far as there are files: what is left of them are items. */
function fileOf(path: readonly string[], files: ReadonlyMap<string, string>): string {
  for (let length = path.length; length > 0; length--) {
    const module = path.slice(0, length).join('/');
    if (files.has(module)) return module;
  }
  return '';
}

function absolute(module: string, path: readonly string[]): string[] {
  const [root = '', ...rest] = path;
  if (root === 'crate') return rest;
  let base = module;
  let names = path;
  while (names[0] === 'self' || names[0] === 'super') {
    if (names[0] === 'super') base = posix.dirname(base).replace(/^\.$/, '');
    names = names.slice(1);
  }
  return [...base.split('/').filter(Boolean), ...names];
}

/** Every path that begins at `crate`, `self` or `super`, the branches of a `use` each by itself. */
function* pathsIn(code: string): Generator<string[]> {
  for (const { index, 0: start } of code.matchAll(/\b(?:crate|self|super)::/g)) {
    // `other::self::x` does not exist, but `$crate::` and a path's middle do.
    if (code.slice(0, index).endsWith('::')) continue;
    yield* branches(code, index + start.length, [start.slice(0, -2)]);
  }
}

function* branches(code: string, at: number, before: readonly string[]): Generator<string[]> {
  const name = /^\s*(\w+)\s*(::)?/.exec(code.slice(at, at + 200));
  if (name?.[1] && name[2]) yield* branches(code, at + name[0].length, [...before, name[1]]);
  else if (name?.[1]) yield [...before, name[1]];
  else if (code[at] === '{') for (const start of startsOfBranches(code, at)) yield* branches(code, start, before);
  else if (code[at] === '*') yield [...before];
}

/** Where the parts of `{a, b::{c, d}}` begin. */
function startsOfBranches(code: string, open: number): number[] {
  const starts = [open + 1];
  let depth = 0;
  for (let at = open; at < code.length; at++) {
    if (code[at] === '{') depth++;
    if (code[at] === '}' && --depth === 0) break;
    if (code[at] === ',' && depth === 1) starts.push(at + 1);
  }
  return starts;
}

function withoutComments(text: string): string {
  return text.replace(/\/\/.*$/gm, '');
}

/** Unit tests stand at the foot of a file, and the files that only tests are declared for are read with it. */
function withoutTests(text: string): string {
  return text.split(/^#\[cfg\((?:all\()?test\b.*\)\]\n(?:#\[.*\n)*(?:pub\(\w+\) )?mod \w+ \{/m)[0] ?? text;
}
