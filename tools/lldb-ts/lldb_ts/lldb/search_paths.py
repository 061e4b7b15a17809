"""Where LLDB was told that files for debugging lie: what finds the separate debug information of an addon finds source maps too."""

from __future__ import annotations

import os
import re
import shlex

import lldb

from ..files.single_executable import single_executable
from ..files.source_files import SYMBOLS, SourceFiles

SETTING = 'target.debug-file-search-paths'

# LLDB gives the entries of a list as it prints them: `  [0]: /a/folder`.
_INDEX = re.compile(r'^\s*\[\d+\]:\s*')


def source_files(target: lldb.SBTarget, started_in: str = '') -> SourceFiles:
    """`started_in`: where the program is started, if that is not where the target says or LLDB itself was."""
    debugger = target.GetDebugger()
    folder = started_in or target.GetLaunchInfo().GetWorkingDirectory() or os.getcwd()
    return SourceFiles(str(target.GetExecutable()), lambda: folders_of(debugger), [folder])


def folders_of(debugger: lldb.SBDebugger) -> list[str]:
    values = lldb.SBDebugger.GetInternalVariableValue(SETTING, debugger.GetInstanceName())
    return [_INDEX.sub('', values.GetStringAtIndex(index)) for index in range(values.GetSize())]


def offer_symbols(target: lldb.SBTarget) -> None:
    """Has LLDB look in the folder `symbols` beside a single executable, and where a person said.

    LLDB asks the setting of no target when it loads a library, so that what was set for one target counts for nothing: it is set for all.
    """
    executable = str(target.GetExecutable())
    if not target.IsValid() or not executable:
        return
    debugger = target.GetDebugger()
    wanted = folders_of(debugger)
    beside = os.path.join(os.path.dirname(os.path.realpath(executable)), SYMBOLS)
    if os.path.isdir(beside) and beside not in wanted and single_executable(executable):
        wanted.append(beside)
    if wanted:
        folders = ' '.join(shlex.quote(os.path.abspath(folder)) for folder in wanted)
        debugger.GetCommandInterpreter().HandleCommand(f'settings set -g {SETTING} {folders}', lldb.SBCommandReturnObject())
