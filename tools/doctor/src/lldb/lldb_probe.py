"""Runs inside LLDB and prints, on a line of its own, what the doctor wants to know about this LLDB and the plugin."""

import json
import sys
import traceback

MARK = 'doctor: '


def run(folder: str, package: str, node: str) -> None:
    """`folder` holds the plugin's package; `node` is the program whose V8 it must know."""
    answer: dict[str, object] = {'python': '.'.join(map(str, sys.version_info[:3]))}
    try:
        answer.update(ask_plugin(folder, package, node))
    except Exception:
        answer['problem'] = traceback.format_exc().strip().splitlines()[-1]
    print(MARK + json.dumps(answer), flush=True)


def ask_plugin(folder: str, package: str, node: str) -> dict[str, object]:
    import lldb

    output = lldb.SBCommandReturnObject()
    interpreter = lldb.debugger.GetCommandInterpreter()
    interpreter.HandleCommand(f'command script import "{folder}/{package}"', output)
    if not output.Succeeded():
        return {'problem': (output.GetError() or 'it says nothing').strip().splitlines()[-1]}
    interpreter.HandleCommand('help ts', output)
    if not output.Succeeded():
        return {'problem': 'it was imported, and registered no command `ts`'}

    from lldb_ts.decode.layout import REQUIRED
    from lldb_ts.decode.versions import NODES
    from lldb_ts.files.elf_symbols import read_elf_symbols

    symbols = read_elf_symbols(node, ('v8dbg_',), ()) or {}
    return {
        'versions': [f'{major}.{minor}' for major, minor in NODES],
        'symbols': len(symbols),
        'missing': [name for name in REQUIRED if f'v8dbg_{name}' not in symbols],
    }
