import { workflowProblems } from './workflow-problems.ts';

const SHA = 'a'.repeat(40);
const good = `
on: push
permissions:
  contents: read
concurrency: one
jobs:
  build:
    runs-on: ubuntu-24.04
    timeout-minutes: 10
    steps:
      - uses: actions/checkout@${SHA} # v1.2.3
        with:
          persist-credentials: false
      - run: echo "$TITLE"
`;

function problems(change: (text: string) => string, ...more: string[]): string[] {
  const changed = change(good);
  if (changed === good && more.length === 0) throw new Error('the change changes nothing');
  return workflowProblems([changed, ...more].map((text, index) => ({ path: `${index}.yml`, text })));
}

describe('a workflow', () => {
  it('is fine with pins, permissions, a time limit and no stored token', () => {
    expect(workflowProblems([{ path: 'good.yml', text: good }])).toEqual([]);
  });

  it.each([
    ['an action by its tag', (t: string) => t.replace(SHA, 'v1'), '0.yml:11: actions/checkout@v1 is not pinned'],
    ['a commit without its version', (t: string) => t.replace(' # v1.2.3', ''), 'needs its version as a comment'],
    ['no permissions', (t: string) => t.replace(/permissions:\n.*\n/, ''), 'name the permissions of the whole file'],
    ['all permissions', (t: string) => t.replace('contents: read', 'contents: write'), 'name the permissions'],
    ['no limit of time', (t: string) => t.replace(/ +timeout.*\n/, ''), 'the job "build" needs `timeout-minutes`'],
    ['a limit of a day', (t: string) => t.replace('10', '1440'), 'of 120 at the most'],
    ['no word about two runs', (t: string) => t.replace(/concurrency.*\n/, ''), 'say with `concurrency`'],
    ['a token that stays', (t: string) => t.replace('false', 'true'), 'leaves its token in .git'],
    ['a moving system', (t: string) => t.replace('24.04', 'latest'), 'ubuntu-latest becomes another system one day'],
    [
      'a command made of a title',
      (t: string) => t.replace('$TITLE', '${{ github.event.pull_request.title }}'),
      '0.yml:14: a command line must not contain what others write',
    ],
    ['the code of strangers', (t: string) => t.replace('on: push', 'on: { pull_request_target: {} }'), 'of a stranger'],
    ['YAML that is none', (t: string) => t.replace('on: push', 'on: [push'), '0.yml: '],
  ])('is not with %s', (_what, change, sentence) => {
    expect(problems(change).join('\n')).toContain(sentence);
  });

  it('uses an action in the version that the others use', () => {
    expect(problems((t) => t, good.replaceAll(SHA, 'b'.repeat(40)))).toEqual([
      expect.stringContaining('actions/checkout is used in two versions'),
    ]);
  });
});
