import { type Completed, type CompletedCommand } from './words.js';

/** The script for bash, from version 3.2 on, which macOS has. */
export function bashScript(commands: readonly CompletedCommand[]): string {
  return `# Completion of bimetal for bash, made by: bimetal completion bash
_bimetal() {
  local IFS=$'\\n' current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" command=serve
  COMPREPLY=()
  if ((COMP_CWORD == 1)) && [[ $current != -* ]]; then
    COMPREPLY=($(compgen -W '${commands.map(({ name }) => name).join('\n')}' -- "$current"))
    return
  fi
  [[ \${COMP_WORDS[1]} == -* ]] || command="\${COMP_WORDS[1]}"
  case "$command $before" in
${commands.flatMap(valueCases).join('\n')}
  esac
  case "$command" in
${commands.map(optionCase).join('\n')}
  *) return ;;
  esac
}
complete -F _bimetal bimetal
`;
}

/** What completes the value of an option that stands before the cursor. */
function valueCases({ name, options }: CompletedCommand): string[] {
  return options.flatMap(({ long, value }) =>
    value === undefined ? [] : [`  '${name} ${long}') ${action(value)}; return ;;`],
  );
}

/** What completes an option, or an argument: of the arguments of a command, only one kind can be completed at all. */
function optionCase({ name, options, arguments: words }: CompletedCommand): string {
  const flags = options.flatMap(({ long, short }) => [long, ...(short === undefined ? [] : [short])]);
  const argument = words.find(({ kind }) => kind !== 'free');
  const otherwise = argument === undefined ? '' : `; else ${action(argument)}`;
  return `  ${name}) if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '${flags.join('\n')}' -- "$current"))${otherwise}; fi ;;`;
}

function action(value: Completed): string {
  switch (value.kind) {
    case 'words':
      return `COMPREPLY=($(compgen -W '${value.words.join('\n')}' -- "$current"))`;
    case 'folder':
      return 'compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -d -- "$current"))';
    case 'file':
      return 'compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$current"))';
    case 'free':
      return ':';
  }
}
