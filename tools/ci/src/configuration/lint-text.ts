/**
 * Lints texts as if they stood at given places of the workspace, with the workspace's own ESLint configuration. Reads
 * `[{ file, text }]` from standard input, paths relative to the root, and writes the rule of every error:
 * `[{ file, rules: [...] }]`. A process of its own, because ESLint, its plugins and Nx's project graph do not load inside
 * Jest's module system.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { text as readAll } from 'node:stream/consumers';

import { createProjectGraphAsync } from '@nx/devkit';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';

import { workspaceRoot } from '@bimetal/setup/workspace';

export type LintedText = { file: string; text: string };
export type LintAnswer = { file: string; rules: string[] };

async function lint(texts: readonly LintedText[]): Promise<LintAnswer[]> {
  // The rule about module boundaries reads the graph that was written last, and says nothing when there is none.
  await createProjectGraphAsync();
  const withTypes = new ESLint({ cwd: workspaceRoot });
  // A file that is not there belongs to no program of TypeScript's.
  const untyped = [tseslint.configs.disableTypeChecked, { rules: { 'workspace/no-circle': 'off' } }] as const;
  const withoutTypes = new ESLint({ cwd: workspaceRoot, overrideConfig: [...untyped] as never });
  const answers: LintAnswer[] = [];
  for (const { file, text } of texts) {
    const eslint = existsSync(join(workspaceRoot, file)) ? withTypes : withoutTypes;
    const [result] = await eslint.lintText(text, { filePath: file, warnIgnored: true });
    const messages = result?.messages ?? [];
    const rules = messages.map((message) => message.ruleId ?? `none: ${message.message}`);
    answers.push({ file, rules: [...new Set(rules)].sort() });
  }
  return answers;
}

const texts = JSON.parse(await readAll(process.stdin)) as LintedText[];
const answers = await lint(texts);
process.stdout.write(JSON.stringify(answers));
