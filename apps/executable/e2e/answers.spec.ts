import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { runServer, type ServerOutput } from '@bimetal/api-e2e/server-process';
import { Alone } from './alone.ts';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

describe('the executable answers', () => {
  let alone: Alone;
  let files: readonly string[];
  const run = (...args: string[]): Promise<ServerOutput> => runServer(alone.options({ args }));

  beforeAll(() => {
    alone = new Alone();
    files = alone.files();
  });

  // None of these needs the addon, or anything else on the disk.
  afterEach(() => expect(alone.files()).toEqual(files));

  afterAll(() => alone[Symbol.dispose]());

  it.each(['--version', '-v'])('%s with its version', async (flag) => {
    expect(await run(flag)).toEqual({ code: 0, signal: null, stdout: `bimetal ${version}\n`, stderr: '' });
  });

  it.each([['--help'], ['-h'], ['serve', '--help']])('%s with its commands', async (...args) => {
    const { code, stdout, stderr } = await run(...args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^Usage: bimetal \[serve\] \[options\]\n/);
    for (const word of ['check', 'backup', 'restore', 'migrate', 'stats', 'licenses', '--inspect', '--datapath']) {
      expect(stdout).toContain(word);
    }
  });

  it('licenses with the licence of everything inside', async () => {
    const { code, stdout, stderr } = await run('licenses');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(new RegExp(`^bimetal ${version} is under MIT OR Apache-2.0\\.\n`));
    expect(stdout).toContain('SIL OPEN FONT LICENSE');
    expect(stdout).toContain('[1] LICENSE-APACHE, [2] LICENSE-MIT');
    for (const inside of [/^fastify 5\./m, /^@nestjs\/core 12\./m, /^redb 4\./m, /^node 26\./m]) {
      expect(stdout).toMatch(inside);
    }
    for (const tool of [/^eslint /m, /^proptest /m]) expect(stdout).not.toMatch(tool);
  });

  it('a reader who has seen enough, and ends well', async () => {
    const { program = [''], env = {} } = alone.options();
    const child = spawn(program[0], ['licenses'], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let complaints = '';
    child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
    const closed = once(child, 'close');
    await once(child.stdout, 'data');
    child.stdout.destroy();
    expect({ exit: await closed, complaints }).toEqual({ exit: [0, null], complaints: '' });
  });

  it('licenses --help with what it prints', async () => {
    expect((await run('licenses', '--help')).stdout).toMatch(/^Usage: bimetal licenses /);
  });

  it.each<[string[], RegExp]>([
    [['licence'], /^bimetal: unknown command 'licence' \(Did you mean licenses\?\)/],
    [['dance'], /^bimetal: unknown command 'dance' \(there are serve, .*, licenses\)/],
    [['licenses', '--all'], /^bimetal: unknown option '--all'/],
    [['--dtapath', 'x'], /^bimetal: .*Did you mean --datapath\?/],
  ])('%j with what there is instead', async (args, message) => {
    expect(await run(...args)).toEqual({
      code: 2,
      signal: null,
      stdout: '',
      stderr: expect.stringMatching(message),
    });
  });
});
