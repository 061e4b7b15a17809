import { type Completed, type CompletedCommand, type CompletedOption } from './words.js';

/** The script for fish. */
export function fishScript(commands: readonly CompletedCommand[]): string {
  const others = commands.filter(({ name }) => name !== 'serve').map(({ name }) => name);
  const isNone = `not __fish_seen_subcommand_from ${others.join(' ')}`;
  const isFirst = `not __fish_seen_subcommand_from ${commands.map(({ name }) => name).join(' ')}`;
  const lines = commands.flatMap(({ name, describe, options, arguments: words }) => {
    const condition = name === 'serve' ? isNone : `__fish_seen_subcommand_from ${name}`;
    const argument = words.find(({ kind }) => kind !== 'free');
    return [
      `complete -c bimetal -n ${quoted(isFirst)} -a ${name} -d ${quoted(describe)}`,
      ...options.map((option) => optionLine(condition, option)),
      ...(argument === undefined ? [] : [`complete -c bimetal -n ${quoted(condition)}${behind(argument)}`]),
    ];
  });
  return `# Completion of bimetal for fish, made by: bimetal completion fish
complete -c bimetal -f
${lines.join('\n')}
`;
}

function optionLine(condition: string, { long, short, describe, value }: CompletedOption): string {
  const names = `-l ${long.slice(2)}${short === undefined ? '' : ` -s ${short.slice(1)}`}`;
  const more = value === undefined ? '' : ` -r${behind(value)}`;
  return `complete -c bimetal -n ${quoted(condition)} ${names} -d ${quoted(describe)}${more}`;
}

function behind(value: Completed): string {
  switch (value.kind) {
    case 'words':
      return ` -f -a ${quoted(value.words.join(' '))}`;
    case 'folder':
      return ` -f -a ${quoted('(__fish_complete_directories)')}`;
    case 'file':
      return ' -F';
    case 'free':
      return ' -f';
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll(/[\\']/g, '\\$&')}'`;
}
