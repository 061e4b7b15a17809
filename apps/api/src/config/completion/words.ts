import { choicesOf, flagOf, settingKeys } from '../settings.js';
import { buildCommand, commandNames, describeOf, type Known } from '../commands.js';

/** What can stand behind an option, or as an argument: one of some words, a path, or something that no shell knows. */
export type Completed =
  { readonly kind: 'words'; readonly words: readonly string[] } | { readonly kind: 'file' | 'folder' | 'free' };

export interface CompletedOption {
  /** `--datapath`. */
  readonly long: string;
  /** `-h`, where there is one. */
  readonly short: string | undefined;
  readonly describe: string;
  /** What its value can be; undefined for one without a value. */
  readonly value: Completed | undefined;
}

/** One command, as the completion of a shell needs it. */
export interface CompletedCommand {
  readonly name: string;
  readonly describe: string;
  readonly options: readonly CompletedOption[];
  readonly arguments: readonly Completed[];
}

/** Every command there is. */
export function completedCommands(known: Known): CompletedCommand[] {
  return commandNames(known).map((name) => {
    const command = buildCommand(name, known);
    const options = command.options.map(({ long, short, description, argChoices, required, flags }) => ({
      long: long ?? '',
      short,
      describe: firstWords(description),
      value: required ? completed(argChoices ?? choicesOfFlag(long), flags) : undefined,
    }));
    const help: CompletedOption = { long: '--help', short: '-h', describe: 'print this help', value: undefined };
    const words = command.registeredArguments.map((argument) => completed(argument.argChoices, `<${argument.name()}>`));
    return { name, describe: firstWords(describeOf(name)), options: [...options, help], arguments: words };
  });
}

/** What a setting may be. */
function choicesOfFlag(long: string | undefined): readonly string[] | undefined {
  const key = settingKeys.find((candidate) => flagOf(candidate) === long);
  return key && choicesOf(key);
}

/** Placeholders say what a value is: DIR, BACKUP and FILE are paths. */
function completed(choices: readonly string[] | undefined, flags: string): Completed {
  if (choices !== undefined) return { kind: 'words', words: choices };
  const placeholder = /<(\w+)>/.exec(flags)?.[1];
  if (placeholder === 'DIR' || placeholder === 'BACKUP') return { kind: 'folder' };
  return { kind: placeholder === 'FILE' ? 'file' : 'free' };
}

/** Up to where a description explains itself: a shell has one short line for it. */
function firstWords(description: string): string {
  return description.split(/[:;,[(]/, 1)[0]?.trim() ?? '';
}
