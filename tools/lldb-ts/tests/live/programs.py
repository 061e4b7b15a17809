"""Small TypeScript programs. Each calls `process.getgroups()`, where LLDB stops, in the situation it is named for."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import unittest
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from .debugger import WORKSPACE, default_node

STOP = 'breakpoint set -n getgroups'

RUSTC = shutil.which('rustc')
needs_rust = unittest.skipUnless(RUSTC, 'rustc is not on the PATH')
ADDON_SOURCE = Path(__file__).with_name('addon.rs')

TIERS = """\
function inner(point: { x: number }, at: number): number {
  const doubled: number = point.x * 2;
  if (point.x === at) process.getgroups!();
  return doubled;
}

function outer(x: number, at: number): number {
  const point: { x: number } = { x };
  const value: number = inner(point, at);
  return value + 1;
}

function loop(limit: number, at: number): number {
  let sum: number = 0;
  for (let i: number = 0; i < limit; i++) {
    sum = (sum + outer(i, at)) | 0;
  }
  return sum;
}

let total: number = 0;
for (let round: number = 0; round < 6; round++) total = loop(500000, 7);
console.log(total);
"""
# The last of six rounds, each with a call that makes the system call twice. The compilers do their work on the main thread, so that
# it is done by then; each hit that passes costs a stop.
HOT = (STOP, 'breakpoint modify -i 10')
COMPILED_AT_ONCE = '--no-concurrent-recompilation'

ASYNC = """\
class Shop {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
  static open(name: string): Shop {
    return new Shop(name);
  }
  async order(count: number): Promise<number> {
    await Promise.resolve();
    return this.count(count);
  }
  private count(count: number): number {
    return [count].map((one: number): number => one + process.getgroups!().length)[0];
  }
}

const buy = async (): Promise<void> => {
  console.log(await Shop.open('corner').order(3));
};
void buy();
"""

RE_ENTRY = """\
function once(n: number): string {
  return ['b', 'a'].sort((left: string, right: string): number => compare(left, right, n)).join();
}
function compare(left: string, right: string, n: number): number {
  return n > 0 ? once(n - 1).length : process.getgroups!().length;
}
once(2);
"""

WORKER = """\
import { Worker, isMainThread } from 'node:worker_threads';

function inWorker(): number {
  return process.getgroups!().length;
}
if (isMainThread) new Worker(new URL(import.meta.url));
else inWorker();
"""

CROSSINGS = """\
interface Addon {
  plus(left: number, right: number): number;
  apply(callback: (value: number) => number, value: number): number;
}
const addon: Addon = require(process.argv[2]!);

function down(depth: number): number {
  if (depth === 0) return addon.plus(depth, 1);
  return addon.apply((value: number): number => down(value - 1), depth);
}
down(2);
"""

CRASH = """\
interface Addon {
  spoil(owner: string, address: number): void;
}
interface Account {
  owner: string;
  address: number;
}
const addon: Addon = require(process.argv[2]!);

function close(account: Account): void {
  addon.spoil(account.owner, account.address);
}
close({ owner: 'nobody', address: Number(process.argv[3]) });
"""

COMPILED = """\
interface Basket {
  readonly items: number;
}
// The lines of the JavaScript differ from these.
enum Kind {
  Small = 1,
}

export function weigh(basket: Basket, kind: Kind): number {
  return basket.items * kind + process.getgroups!().length;
}
weigh({ items: 2 }, Kind.Small);
"""

FOREIGN = """\
const { transformSync } = require('PACKAGE');
process.getgroups();
console.log(typeof transformSync('const a: number = 1;', { jsc: { parser: { syntax: 'typescript' } } }).code);
"""

_FOLDER = tempfile.TemporaryDirectory(prefix='lldb-ts-')
"""Goes away with the process that runs the tests."""


def write(name: str, text: str) -> str:
    """The path of the program in a folder of its own."""
    path = Path(tempfile.mkdtemp(dir=_FOLDER.name)) / name
    path.write_text(text)
    return str(path)


@cache
def compile_typescript(name: str, text: str) -> str:
    """The path of the JavaScript, with a source map beside it. Types are not checked, which would take most of the time."""
    path = Path(write(name, text))
    compiler = WORKSPACE / 'node_modules' / 'typescript' / 'bin' / 'tsc'
    options = [
        '--sourceMap',
        '--outDir',
        str(path.parent / 'out'),
        '--target',
        'es2022',
        '--module',
        'commonjs',
        '--ignoreDeprecations',
        '6.0',
    ]
    unchecked = ['--noCheck', '--noResolve', '--noLib', '--ignoreConfig']
    subprocess.run([default_node(), str(compiler), *options, *unchecked, str(path)], check=False, capture_output=True, timeout=200)
    return str(path.parent / 'out' / (path.stem + '.js'))


@contextmanager
def running(command: list[str]) -> Iterator[int]:
    """The number of a process that has said `running`, and is killed in the end."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdout
            assert process.stdout.readline() == 'running\n', command
            yield process.pid
        finally:
            process.kill()


@cache
def compile_addon() -> str:
    """The path of addon.rs as an addon that Node loads."""
    return _rustc(ADDON_SOURCE, Path(_FOLDER.name) / 'addon.node', '--crate-type', 'cdylib')


@cache
def compile_rust(name: str, text: str) -> str:
    """The path of the program."""
    source = Path(write(name, text))
    return _rustc(source, source.with_suffix(''))


def _rustc(source: Path, built: Path, *options: str) -> str:
    command = [str(RUSTC), '--edition', '2024', '-g', *options, '-o', str(built), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return str(built)


def addon_line(text: str) -> int:
    """The line of addon.rs with this text."""
    return next(number for number, line in enumerate(ADDON_SOURCE.read_text().split('\n'), 1) if text in line)
