import { readFileSync } from 'node:fs';

const DEFAULT = 9229;
const OPTION = /^--(?:inspect|debug)-port(?:=(.*))?$|^--inspect(?:-brk|-wait)?=(.*)$/;

/** The port on which a Node opens its inspector when it is told to; 0 for any that is free. */
export function inspectorPort(pid: number): number {
  const environment = wordsOf(pid, 'environ').find((each) => each.startsWith('NODE_OPTIONS='));
  const fromEnvironment = environment?.slice('NODE_OPTIONS='.length).split(/\s+/) ?? [];
  return portIn([...fromEnvironment, ...wordsOf(pid, 'cmdline')]);
}

/** The last option that names a port counts. */
export function portIn(words: readonly string[]): number {
  let port = DEFAULT;
  for (const [index, word] of words.entries()) {
    const option = OPTION.exec(word);
    if (!option) continue;
    const value = option[1] ?? option[2] ?? words[index + 1] ?? '';
    const number = /(?:^|:)(\d+)$/.exec(value)?.[1];
    if (number !== undefined) port = Number(number);
  }
  return port;
}

function wordsOf(pid: number, file: 'cmdline' | 'environ'): string[] {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8').split('\0').filter(Boolean);
  } catch {
    return [];
  }
}
