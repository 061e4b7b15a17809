import { isScalar, LineCounter, parseDocument, visit } from 'yaml';

import type { Workflow } from './workflow.ts';

/** A workflow file as it is committed: its path for messages, and its text. */
export type WorkflowFile = { path: string; text: string };

const MINUTES_MAX = 120;
const PINNED = /^[\w.-]+\/[\w.-]+(?:\/[\w./-]+)?@[0-9a-f]{40}$/;
const VERSION = /^ v\d+\.\d+\.\d+$/;
/** What a stranger writes: a title or the name of a branch may hold a command. */
const OF_A_STRANGER = /\$\{\{[^}]*\bgithub\.(?:event\.(?!repository)|head_ref|ref_name)[^}]*\}\}/;

/** One sentence for each rule of ours that a workflow breaks; actionlint knows those of GitHub. */
export function workflowProblems(files: readonly WorkflowFile[]): string[] {
  const problems: string[] = [];
  const pins = new Map<string, string>();
  for (const file of files) problems.push(...problemsOf(file, pins));
  return problems;
}

/** Each use of an action, by action: its commit. INVARIANT: `pins` is shared by all files. */
function problemsOf({ path, text }: WorkflowFile, pins: Map<string, string>): string[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const problems = document.errors.map((error) => `${path}: ${error.message}`);
  if (problems.length > 0) return problems;
  const say = (offset: number | undefined, sentence: string) =>
    problems.push(`${path}:${lines.linePos(offset ?? 0).line}: ${sentence}`);

  const { on = {}, permissions, concurrency, jobs = {} } = document.toJS() as Workflow;
  const isCalled = typeof on === 'object' && 'workflow_call' in on;
  if (JSON.stringify(permissions) !== '{"contents":"read"}')
    say(0, 'name the permissions of the whole file: `contents: read`, and what a job needs besides in the job.');
  if (!isCalled && concurrency === undefined) say(0, 'say with `concurrency` what two runs at once do.');
  if (typeof on === 'object' && 'pull_request_target' in on)
    say(0, '`pull_request_target` gives the code of a stranger our permissions.');

  for (const [name, job] of Object.entries(jobs)) {
    if (job.uses) continue;
    const minutes = job['timeout-minutes'];
    if (typeof minutes !== 'number' || minutes > MINUTES_MAX)
      say(0, `the job "${name}" needs \`timeout-minutes\`, of ${MINUTES_MAX} at the most.`);
    for (const step of job.steps ?? []) {
      if (step.uses?.startsWith('actions/checkout@') && step.with?.['persist-credentials'] !== false)
        say(0, `the checkout of the job "${name}" leaves its token in .git: \`persist-credentials: false\`.`);
    }
  }

  visit(document, {
    Pair(_index, { key, value }) {
      if (!isScalar(key) || !isScalar(value) || typeof value.value !== 'string') return;
      const offset = value.range?.[0];
      const { value: word } = value;
      if (key.value === 'uses') problemsOfUse(word, value.comment, pins).forEach((sentence) => say(offset, sentence));
      if (key.value === 'run' && OF_A_STRANGER.test(word))
        say(offset, 'a command line must not contain what others write: pass it through `env`.');
      if ((key.value === 'runs-on' || key.value === 'runner') && word.endsWith('-latest'))
        say(offset, `${word} becomes another system one day: name its version.`);
      if (key.value === 'image' && /^[^$]/.test(word) && !/:\d+\.\d+\.\d+-/.test(word))
        say(offset, `${word} is not one version.`);
    },
  });
  return problems;
}

function problemsOfUse(use: string, comment: string | null | undefined, pins: Map<string, string>): string[] {
  if (use.startsWith('./')) return [];
  if (!PINNED.test(use)) return [`${use} is not pinned: name the commit, with its version as a comment.`];
  if (!VERSION.test(comment ?? '')) return [`${use} needs its version as a comment, as in "# v1.2.3".`];
  const [action, commit] = use.split('@') as [string, string];
  const repository = action.split('/').slice(0, 2).join('/');
  const pin = `${commit}${comment}`;
  const other = pins.get(repository);
  pins.set(repository, pin);
  return other === undefined || other === pin ? [] : [`${repository} is used in two versions: ${other}, ${pin}.`];
}
