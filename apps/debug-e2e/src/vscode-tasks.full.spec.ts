import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

import ts from 'typescript';

import { DataFolder, killSession, Output } from './debuggee.ts';
import { codeServer } from './vscode/installation.ts';
import { describeWithVscode } from './vscode/require-vscode.ts';
import { workspaceRoot } from './workspace.ts';

const TSC_MS_MAX = 60_000;
const TEST_MS_MAX = 90_000;

type Task = { label: string; command: string; problemMatcher: unknown };
type Background = { beginsPattern: { regexp: string }; endsPattern: { regexp: string } };
type Contributes = {
  problemPatterns: { name: string; regexp: string }[];
  problemMatchers: { name: string; pattern: string; background?: Background }[];
};

const tsc = join(workspaceRoot, 'node_modules/typescript/bin/tsc');

describeWithVscode('the tasks that run tsc', () => {
  it.each([
    { form: 'into a file', options: [] },
    { form: 'into a terminal', options: ['--pretty'] },
  ])(
    'have a matcher that reads what tsc says $form',
    ({ options }) => {
      expect(taskOf('build: types').problemMatcher).toBe('$tsc');
      using project = new BrokenProject();
      const { stdout } = spawnSync(process.execPath, [tsc, '--build', ...options, project.path], {
        encoding: 'utf8',
        timeout: TSC_MS_MAX,
      });
      const pattern = new RegExp(tscPattern());
      const found = stripVTControlCharacters(stdout)
        .split('\n')
        .flatMap((line) => {
          const match = pattern.exec(line);
          return match ? [match.slice(1)] : [];
        });
      const message = "Type 'string' is not assignable to type 'number'.";
      expect(found).toEqual([[expect.stringMatching(/src\/broken\.ts$/), '1', '7', 'error', '2322', message]]);
    },
    TEST_MS_MAX,
  );

  it(
    'have a matcher that sees a watching tsc begin and end',
    async () => {
      const { command, problemMatcher } = taskOf('watch: types');
      expect(problemMatcher).toBe('$tsc-watch');
      const { beginsPattern, endsPattern } = watchMatcher();
      using project = new BrokenProject();
      const options = command.split(' ').filter((word) => word.startsWith('--'));
      const child = spawn(process.execPath, [tsc, ...options, project.path], { stdio: 'pipe', detached: true });
      try {
        const output = new Output();
        child.stdout.setEncoding('utf8').on('data', (text: string) => output.add(text));
        const { index: begin } = await output.waitFor(new RegExp(beginsPattern.regexp, 'm'), TSC_MS_MAX);
        const { index: end } = await output.waitFor(new RegExp(endsPattern.regexp, 'm'), TSC_MS_MAX);
        expect(begin).toBeLessThan(end);
        expect(output.text.slice(begin, end)).toContain('TS2322');
      } finally {
        killSession(child);
      }
    },
    TEST_MS_MAX,
  );
});

/** A project of one file with one error. */
class BrokenProject implements Disposable {
  readonly #folder = new DataFolder();
  readonly path = this.#folder.path;

  constructor() {
    mkdirSync(join(this.path, 'src'));
    writeFileSync(join(this.path, 'src/broken.ts'), 'const number: number = "text";\n');
    const compilerOptions = { composite: true, strict: true, types: [], rootDir: 'src', outDir: 'dist' };
    writeFileSync(join(this.path, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['src'] }));
  }

  [Symbol.dispose](): void {
    this.#folder[Symbol.dispose]();
  }
}

function taskOf(label: string): Task {
  const path = join(workspaceRoot, '.vscode/tasks.json');
  const { config } = ts.parseConfigFileTextToJson(path, readFileSync(path, 'utf8')) as { config: { tasks: Task[] } };
  const task = config.tasks.find((each) => each.label === label);
  if (!task) throw new Error(`There is no task ${label}.`);
  return task;
}

/** VS Code's own matchers are those of its TypeScript extension. */
function contributes(): Contributes {
  const extensions = join(dirname(codeServer.entry), '../../lib/vscode/extensions');
  const path = join(extensions, 'typescript-language-features/package.json');
  return (JSON.parse(readFileSync(path, 'utf8')) as { contributes: Contributes }).contributes;
}

function tscPattern(): string {
  return contributes().problemPatterns.find(({ name }) => name === 'tsc')?.regexp ?? '';
}

function watchMatcher(): Background {
  const { background, pattern } = contributes().problemMatchers.find(({ name }) => name === 'tsc-watch') ?? {};
  if (!background || pattern !== '$tsc') throw new Error('VS Code has no matcher tsc-watch with the pattern of tsc.');
  return background;
}
