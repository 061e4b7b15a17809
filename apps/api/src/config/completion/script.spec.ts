import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandNames, type Known, SHELLS } from '../commands.js';
import { completionScript } from './script.js';

const known: Known = { version: '1.2.3' };

function isInstalled(shell: string): boolean {
  return spawnSync(shell, ['-c', 'true']).status === 0;
}

describe('the completion of bash', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'bimetal-completion-'));
    writeFileSync(join(folder, 'bimetal.bash'), completionScript('bash', known));
    mkdirSync(join(folder, 'my data'));
    writeFileSync(join(folder, 'users.ndjson'), '');
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  /** What bash offers behind some words, the last of which is begun. */
  function offered(...words: string[]): string[] {
    const script = `
      source ./bimetal.bash
      complete -p bimetal >/dev/null || exit 1
      COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
      _bimetal
      printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { status, stdout, stderr } = spawnSync('bash', ['-c', script, 'bash', 'bimetal', ...words], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return stdout.split('\n').filter((line) => line !== '');
  }

  it('offers commands, options, and what an option may be', () => {
    expect(offered('')).toEqual(commandNames(known));
    expect(offered('re')).toEqual(['restore']);
    expect(offered('get', '--u')).toEqual(['--url']);
    expect(offered('list', '--re')).toEqual(['--reverse']);
    expect(offered('--log-f')).toEqual(['--log-format']);
    expect(offered('serve', '--engine', '')).toEqual(['log', 'redb']);
    expect(offered('patch', 'key', '--type', 'm')).toEqual(['merge']);
    expect(offered('completion', '')).toEqual([...SHELLS]);
    expect(offered('get', '--datapath', 'my')).toEqual(['my data']);
    expect(offered('export', 'us')).toEqual(['users.ndjson']);
    expect(offered('get', '')).toEqual([]);
  });
});

describe('the completion of zsh', () => {
  const test = isInstalled('zsh') ? it : it.skip;

  test('is read by it', () => {
    const { status, stderr } = spawnSync('zsh', ['-f', '-n'], {
      input: completionScript('zsh', known),
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});

describe('the completion of fish', () => {
  const test = isInstalled('fish') ? it : it.skip;

  test('offers commands and options', () => {
    const script = `${completionScript('fish', known)}complete -C 'bimetal exp'; complete -C 'bimetal get --rev'; complete -C 'bimetal serve --engine '`;
    const { status, stdout } = spawnSync('fish', ['--no-config', '-c', script], { encoding: 'utf8' });
    expect(status).toBe(0);
    expect(stdout.split('\n').map((line) => line.split('\t')[0])).toEqual(['export', '--revision', 'log', 'redb', '']);
  });
});

describe('the scripts of all shells', () => {
  it.each(SHELLS)('name every command and the variables of none (%s)', (shell) => {
    const script = completionScript(shell, known);
    for (const name of commandNames(known)) expect(script).toContain(name);
    expect(script).not.toContain('BIMETAL_');
  });
});
