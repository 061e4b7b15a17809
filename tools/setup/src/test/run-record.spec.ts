import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import type { NxFolders } from './nx-folders.ts';
import { forgetEarlierRuns, taskCodes, testTasks } from './run-record.ts';

describe('what a run of Nx left', () => {
  let root: string;
  let folders: NxFolders;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'bimetal-run-'));
    folders = { cache: join(root, '.nx/cache'), workspaceData: join(root, '.nx/workspace-data') };
  });
  afterEach(() => rmSync(root, { recursive: true }));

  function write(path: string, contents: unknown): void {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), JSON.stringify(contents));
  }

  it('is nothing when Nx did not get that far', () => {
    expect(taskCodes(folders)).toEqual(new Map());
    expect(testTasks(root, folders)).toEqual([]);
  });

  it('has one code for a target, the worst of its configurations', () => {
    const task = (projectName: string, target: string, status: number) => ({ projectName, target, status });
    const tasks = [
      task('addon', 'build', 0),
      task('addon', 'build', 1),
      task('api', 'test', 0),
      task('addon', 'build', 0),
    ];
    write('.nx/cache/run.json', { tasks });
    expect(taskCodes(folders)).toEqual(
      new Map([
        ['addon:build', 1],
        ['api:test', 0],
      ]),
    );
  });

  it('is read where Nx was told to keep it', () => {
    folders = { cache: join(root, 'kept'), workspaceData: join(root, 'data') };
    write('kept/run.json', { tasks: [{ projectName: 'api', target: 'test', status: 0 }] });
    write('data/project-graph.json', { nodes: { api: { data: { root: 'apps/api', targets: { test: {} } } } } });
    expect(taskCodes(folders)).toEqual(new Map([['api:test', 0]]));
    expect(testTasks(root, folders)).toEqual([{ id: 'api:test', reports: [] }]);
    forgetEarlierRuns(root, folders);
    expect(taskCodes(folders)).toEqual(new Map());
  });

  it('has every testing target of the graph with the reports among its outputs', () => {
    const testOutput = '{projectRoot}/test-output';
    const api = { build: {}, lint: { outputs: ['{options.outputFile}'] }, test: { outputs: [testOutput] } };
    const plugin = {
      lint: { outputs: [`${testOutput}/lint.json`] },
      test: { outputs: [`${testOutput}/jest.json`] },
      e2e: { outputs: [`${testOutput}/e2e.json`] },
    };
    const store = { test: { outputs: ['{projectRoot}/{options.file}'], options: { file: 'test-output/cargo.json' } } };
    write('.nx/workspace-data/project-graph.json', {
      nodes: {
        api: { data: { root: 'apps/api', targets: api } },
        plugin: { data: { root: 'tools/plugin', targets: plugin } },
        store: { data: { root: 'native/store', targets: store } },
        lib: { data: { root: 'libs/lib', targets: { build: {} } } },
      },
    });
    const report = (suite: string) => ({ suite, passed: 2, failed: 1, skipped: 0, failures: ['a test'] });
    write('apps/api/test-output/one.json', report('one'));
    write('apps/api/test-output/two.json', report('two'));
    write('tools/plugin/test-output/jest.json', report('jest'));
    write('native/store/test-output/cargo.json', report('cargo'));
    expect(testTasks(root, folders)).toEqual([
      { id: 'api:test', reports: [report('one'), report('two')] },
      { id: 'plugin:test', reports: [report('jest')] },
      { id: 'plugin:e2e', reports: [] },
      { id: 'plugin:lint', reports: [] },
      { id: 'store:test', reports: [report('cargo')] },
    ]);
  });

  it('counts a report that cannot be read as failed', () => {
    const targets = { test: { outputs: ['{projectRoot}/test-output'] } };
    write('.nx/workspace-data/project-graph.json', { nodes: { api: { data: { root: 'apps/api', targets } } } });
    write('apps/api/test-output/jest.json', { suite: 'cut off' });
    const unreadable = { suite: 'a report that cannot be read', passed: 0, failed: 1, skipped: 0, failures: [] };
    expect(testTasks(root, folders)).toEqual([{ id: 'api:test', reports: [unreadable] }]);
  });

  it('is forgotten before the next one, so that a stale report cannot count', () => {
    for (const path of [
      '.nx/cache/run.json',
      'apps/api/test-output/jest.json',
      'native/store/test-output/cargo.json',
    ]) {
      write(path, {});
    }
    write('apps/api/src/main.ts', '');
    forgetEarlierRuns(root, folders);
    expect(existsSync(join(root, '.nx/cache/run.json'))).toBe(false);
    expect(existsSync(join(root, 'apps/api/test-output'))).toBe(false);
    expect(existsSync(join(root, 'native/store/test-output'))).toBe(false);
    expect(existsSync(join(root, 'apps/api/src/main.ts'))).toBe(true);
  });
});
