import { type Completed, type CompletedCommand, type CompletedOption } from './words.js';

/** The script for zsh. */
export function zshScript(commands: readonly CompletedCommand[]): string {
  return `#compdef bimetal
# Completion of bimetal for zsh, made by: bimetal completion zsh
_bimetal() {
  local -a commands=(
${commands.map(({ name, describe }) => `    ${quoted(`${escaped(name)}:${escaped(describe)}`)}`).join('\n')}
  )
  if ((CURRENT == 2)) && [[ $words[2] != -* ]]; then
    _describe command commands
    return
  fi
  local command=$words[2]
  if [[ $command == -* ]]; then command=serve; else shift words; ((CURRENT--)); fi
  case $command in
${commands.map(commandCase).join('\n')}
  esac
}
if [[ $funcstack[1] == _bimetal ]]; then _bimetal "$@"; elif (( $+functions[compdef] )); then compdef _bimetal bimetal; fi
`;
}

function commandCase({ name, options, arguments: words }: CompletedCommand): string {
  const lines = [...options.flatMap(optionSpecs), ...words.map((word) => `:${word.kind}:${action(word)}`)];
  return `  ${name})\n    _arguments ${lines.map((line) => `\\\n      ${quoted(line)}`).join(' ')}\n    ;;`;
}

function optionSpecs({ long, short, describe, value }: CompletedOption): string[] {
  const text = `[${escaped(describe)}]`;
  const behind = value === undefined ? '' : `:${value.kind}:${action(value)}`;
  return [`${long}${text}${behind}`, ...(short === undefined ? [] : [`${short}${text}${behind}`])];
}

function action(value: Completed): string {
  switch (value.kind) {
    case 'words':
      return `(${value.words.join(' ')})`;
    case 'folder':
      return '_files -/';
    case 'file':
      return '_files';
    case 'free':
      return ' ';
  }
}

/** Characters that end a part of a specification. */
function escaped(text: string): string {
  return text.replaceAll(/[\\:[\]]/g, '\\$&');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
