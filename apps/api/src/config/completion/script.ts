import { type Known, type SHELLS } from '../commands.js';
import { bashScript } from './bash.js';
import { fishScript } from './fish.js';
import { completedCommands } from './words.js';
import { zshScript } from './zsh.js';

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript } satisfies Record<
  (typeof SHELLS)[number],
  unknown
>;

/** The script that completes the program's command line in a shell: one of `SHELLS`. */
export function completionScript(shell: string, known: Known): string {
  const write = scripts[shell as keyof typeof scripts];
  return write(completedCommands(known));
}
