import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { childEnvironment, nxProgram, workspaceRoot } from '@bimetal/setup/workspace';
import ts from 'typescript';

type Pattern = { regexp: string };
type Matcher = string | { owner: string; pattern: Pattern | Pattern[]; background?: unknown };
type Task = {
  label: string;
  command?: string;
  args?: string[];
  dependsOn?: string[];
  isBackground?: boolean;
  problemMatcher: Matcher | [];
};
type Configuration = { name: string; type: string; request: 'launch' | 'attach'; preLaunchTask?: string };
type Compound = { name: string; configurations: string[]; preLaunchTask?: string };
type Launch = { inputs: { id: string }[]; configurations: Configuration[]; compounds: Compound[] };
type Manifest = { scripts: Record<string, string> };

const folder = join(workspaceRoot, '.vscode');

/** As VS Code reads them: JSON with comments and trailing commas. */
function read<T>(name: string): T {
  const { config, error } = ts.parseConfigFileTextToJson(name, readFileSync(join(folder, name), 'utf8'));
  if (error) throw new Error(`${name}: ${ts.flattenDiagnosticMessageText(error.messageText, '\n')}`);
  return config as T;
}

const launch = read<Launch>('launch.json');
const { tasks } = read<{ tasks: Task[] }>('tasks.json');
const labels = tasks.map(({ label }) => label);
const manifest = JSON.parse(readFileSync(join(workspaceRoot, 'package.json'), 'utf8')) as Manifest;

it.each(readdirSync(folder).filter((name) => name.endsWith('.json')))('%s is JSON with comments', (name) => {
  expect(() => read(name)).not.toThrow();
});

describe('the launch configurations', () => {
  it('have names of their own, and so have the tasks', () => {
    const names = [...launch.configurations, ...launch.compounds].map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(labels).size).toBe(labels.length);
  });

  it('start only tasks that exist', () => {
    const wanted = [...launch.configurations, ...launch.compounds].flatMap(({ preLaunchTask }) => preLaunchTask ?? []);
    expect(labels).toEqual(expect.arrayContaining(wanted));
    expect(labels).toEqual(expect.arrayContaining(tasks.flatMap(({ dependsOn }) => dependsOn ?? [])));
  });

  it('ask only for inputs that exist', () => {
    const asked = [...JSON.stringify(launch).matchAll(/\$\{input:(\w+)\}/g)].map(([, id]) => id);
    expect(launch.inputs.map(({ id }) => id)).toEqual(expect.arrayContaining(asked));
  });

  it('are combined only from configurations that exist', () => {
    const names = launch.configurations.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(launch.compounds.flatMap(({ configurations }) => configurations)));
  });

  it('do not wait for ever for a task that never ends', () => {
    const waitedFor = new Set(
      [...launch.configurations, ...launch.compounds].map(({ preLaunchTask }) => preLaunchTask),
    );
    for (const { label, isBackground, problemMatcher } of tasks) {
      if (!isBackground || !waitedFor.has(label)) continue;
      expect(problemMatcher).toHaveProperty('background');
    }
  });

  it('name only files of the checkout that exist', () => {
    const named = [...JSON.stringify([launch, tasks]).matchAll(/\$\{workspaceFolder\}\/((?:tools|apps)\/[\w./-]+)/g)];
    const files = named.flatMap(([, file = '']) => (file.includes('/dist') ? [] : [file]));
    expect(files.length).toBeGreaterThan(0);
    expect(files.filter((file) => !existsSync(join(workspaceRoot, file)))).toEqual([]);
  });

  const extension = join(workspaceRoot, 'tools/vscode-debug/package.json');
  (existsSync(extension) ? it : it.skip)('of type bimetal use only what the extension declares', () => {
    type Attributes = { properties: Record<string, unknown> };
    type Debugger = { type: string; configurationAttributes: Record<string, Attributes> };
    type Contributes = { debuggers: Debugger[]; commands?: { command: string }[] };
    const { contributes } = JSON.parse(readFileSync(extension, 'utf8')) as { contributes: Contributes };
    const ours = contributes.debuggers.find(({ type }) => type === 'bimetal');
    const common = ['name', 'type', 'request', 'preLaunchTask', 'postDebugTask', 'presentation'];
    const unknown = launch.configurations
      .filter(({ type }) => type === 'bimetal')
      .flatMap((configuration) => {
        const known = Object.keys(ours?.configurationAttributes[configuration.request]?.properties ?? {});
        return Object.keys(configuration).filter((key) => !known.includes(key) && !common.includes(key));
      });
    expect(unknown).toEqual([]);
  });
});

describe('the tasks', () => {
  it('name only projects and targets of Nx that exist', () => {
    const graph = projectGraph();
    const asked = tasks.flatMap(({ command = '' }) => nxTargets(command));
    expect(asked.length).toBeGreaterThan(3);
    expect(asked.filter(([project, target]) => !graph[project]?.data.targets?.[target])).toEqual([]);
  });

  it('name only scripts of the root package that exist', () => {
    const scripts = tasks.flatMap(({ command = '' }) => {
      const [, script] = /^npm (?:run )?(\w+)/.exec(command) ?? [];
      return script ? [script] : [];
    });
    expect(Object.keys(manifest.scripts)).toEqual(expect.arrayContaining(scripts));
  });

  it('read what rustc reports, each in the same way', () => {
    const matchers = tasks.flatMap(({ problemMatcher }) => (isOf('rust', problemMatcher) ? [problemMatcher] : []));
    const patterns = matchers.map(({ pattern }) => JSON.stringify(pattern));
    expect(new Set(patterns).size).toBe(1);

    const [first, second] = (JSON.parse(patterns[0] ?? '[]') as Pattern[]).map(({ regexp }) => new RegExp(regexp));
    const lines = rustErrors('fn main() { let number: u32 = "text"; }').split('\n');
    const at = lines.findIndex((line) => first?.test(line));
    expect(first?.exec(lines[at] ?? '')?.slice(1)).toEqual(['error', 'E0308', 'mismatched types']);
    expect(second?.exec(lines[at + 1] ?? '')?.slice(1)).toEqual([expect.stringMatching(/main\.rs$/), '1', '31']);
  });
});

function isOf(owner: string, matcher: Matcher | []): matcher is Exclude<Matcher, string> {
  return typeof matcher === 'object' && 'owner' in matcher && matcher.owner === owner;
}

/** Project and target of each Nx command line that the tasks use. */
function nxTargets(command: string): [string, string][] {
  const [, many, projects] = /nx run-many -t (\w+) -p ((?:@[\w/-]+ )+)/.exec(command) ?? [];
  if (many && projects)
    return projects
      .trim()
      .split(' ')
      .map((project) => [project, many]);
  const [, project, target] = /nx run (@?[\w/-]+):([\w-]+)/.exec(command) ?? [];
  if (project && target) return [[project, target]];
  const [, verb, of] = /nx (\w+) (@[\w/-]+)/.exec(command) ?? [];
  return verb && of ? [[of, verb]] : [];
}

type Graph = Record<string, { data: { targets?: Record<string, unknown> } }>;

function projectGraph(): Graph {
  const out = mkdtempSync(join(tmpdir(), 'bimetal-graph-'));
  try {
    const file = join(out, 'graph.json');
    const { status, stderr } = spawnSync(process.execPath, [nxProgram, 'graph', `--file=${file}`], {
      cwd: workspaceRoot,
      encoding: 'utf8',
      env: childEnvironment({ NODE_OPTIONS: '' }),
    });
    if (status !== 0) throw new Error(stderr);
    return (JSON.parse(readFileSync(file, 'utf8')) as { graph: { nodes: Graph } }).graph.nodes;
  } finally {
    rmSync(out, { recursive: true });
  }
}

function rustErrors(source: string): string {
  const out = mkdtempSync(join(tmpdir(), 'bimetal-rustc-'));
  try {
    writeFileSync(join(out, 'main.rs'), source);
    const args = ['--edition=2024', '--emit=metadata', `--out-dir=${out}`, join(out, 'main.rs')];
    return spawnSync('rustc', args, { cwd: workspaceRoot, encoding: 'utf8' }).stderr;
  } finally {
    rmSync(out, { recursive: true });
  }
}
