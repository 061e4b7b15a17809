import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Gap, Lock, System } from './gaps.mjs';
import { workspaceRoot } from '../src/workspace.ts';

type Gaps = {
  gapsOf(lock: Lock, system: System): Gap[];
  stillMissing(root: string, gaps: readonly Gap[]): Gap[];
};

const { gapsOf, stillMissing } = (await import(join(import.meta.dirname, 'gaps.mjs'))) as Gaps;

const on = (platform: string, arch: string, isMusl = false): System => ({ platform, arch, isMusl });
const lock: Lock = {
  packages: {
    '': {},
    'apps/one': {},
    'node_modules/core': {
      version: '1.0.0',
      integrity: 'sha512-core',
      optionalDependencies: {
        '@core/core-linux-x64-gnu': '1.0.0',
        '@core/core-linux-x64-musl': '1.0.0',
        '@core/core-darwin-arm64': '1.0.0',
        '@core/core-win32-x64-msvc': '1.0.0',
        '@core/core-linux-arm64-gnu': '1.0.0',
        '@core/core-wasm32-wasi': '1.0.0',
        watcher: '^2.0.0',
      },
    },
    'node_modules/@core/core-linux-x64-gnu': { version: '1.0.0', integrity: 'sha512-x64', optional: true },
    'node_modules/core/node_modules/@core/core-linux-arm64-gnu': { version: '1.0.0', optional: true },
  },
};

describe('the packages of a system that the lock file lacks', () => {
  it.each([
    ['those whose name ends with the system', on('darwin', 'arm64'), ['@core/core-darwin-arm64']],
    ['with its ABI', on('win32', 'x64'), ['@core/core-win32-x64-msvc']],
    ['of the other C library', on('linux', 'x64', true), ['@core/core-linux-x64-musl']],
    ['none where the lock has them', on('linux', 'x64'), []],
    ['none where it has them inside their user', on('linux', 'arm64'), []],
    ['none of another processor', on('darwin', 'x64'), []],
  ])('are %s', (_what, system, names) => {
    expect(gapsOf(lock, system).map(({ name }) => name)).toEqual(names);
  });

  it('are refused where nobody says which version', () => {
    const vague = structuredClone(lock);
    vague.packages['node_modules/core']!.optionalDependencies = { 'core-darwin-arm64': '^1.0.0' };
    expect(() => gapsOf(vague, on('darwin', 'arm64'))).toThrow('asks for "^1.0.0", which is no one version');
    vague.packages['node_modules/core']!.optionalDependencies = { 'core-darwin-arm64': '1.0.0' };
    vague.packages['node_modules/other'] = { optionalDependencies: { 'core-darwin-arm64': '1.1.0' } };
    expect(() => gapsOf(vague, on('darwin', 'arm64'))).toThrow('in two versions, 1.0.0 and 1.1.0');
  });

  it('are named, in exact versions, by the lock file of this workspace for every system that CI runs on', () => {
    const real = JSON.parse(readFileSync(join(workspaceRoot, 'package-lock.json'), 'utf8')) as Lock;
    expect(gapsOf(real, on('linux', 'x64'))).toEqual([]);
    for (const [platform, arch] of ['linux arm64', 'darwin x64', 'darwin arm64', 'win32 x64', 'win32 arm64'].map(
      (system) => system.split(' '),
    )) {
      expect(() => gapsOf(real, on(platform!, arch!))).not.toThrow();
    }
  });

  it('are missing until they are there in that version', () => {
    const root = mkdtempSync(join(tmpdir(), 'bimetal-gaps-'));
    try {
      const gap = { name: '@core/core-darwin-arm64', version: '1.0.0' };
      const folder = join(root, 'node_modules', gap.name);
      expect(stillMissing(root, [gap])).toEqual([gap]);
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'package.json'), '{"version":"1.0.1"}');
      expect(stillMissing(root, [gap])).toEqual([gap]);
      writeFileSync(join(folder, 'package.json'), '{"version":"1.0.0"}');
      expect(stillMissing(root, [gap])).toEqual([]);
    } finally {
      rmSync(root, { recursive: true });
    }
  });
});
