"""Programs that are one file with Node inside: breakpoints before the first line, steps into an addon, a crash in Rust."""

from __future__ import annotations

import base64
import json
import subprocess
import tempfile
import unittest
from pathlib import Path

from .debugger import needs_lldb, nodes, options, start_lldb
from .programs import CRASH, compile_addon, compile_typescript, needs_rust
from .test_core_dumps import NO_POINTER, WILD_POINTER, kernel_core, lldb_core

BUILD_S_MAX = 120


def build(node: str, folder: str, inline: bool) -> str | None:
    """The crashing program as one file; None when this Node cannot build any. The script has a bare name, and its map inside or apart."""
    script = Path(compile_typescript('crash.ts', CRASH))
    text = "console.log('options:', process.env.NODE_OPTIONS); " + script.read_text().rsplit('//# sourceMappingURL=', 1)[0]
    text = text.replace('require(process', "require('node:module').createRequire(process.argv[2])(process")
    document = json.loads(Path(f'{script}.map').read_text())
    document['sources'] = [str(script.parent.parent / 'crash.ts')]
    program = Path(folder, 'program')
    if inline:
        text += '//# sourceMappingURL=data:application/json;base64,' + base64.b64encode(json.dumps(document).encode()).decode() + '\n'
    else:
        Path(folder, 'symbols').mkdir()
        Path(folder, 'symbols', 'crash.js.map').write_text(json.dumps(document))
    Path(folder, 'crash.js').write_text(text)
    settings = {'main': 'crash.js', 'output': str(program), 'disableExperimentalSEAWarning': True}
    Path(folder, 'sea.json').write_text(json.dumps(settings))
    built = subprocess.run([node, '--build-sea', 'sea.json'], cwd=folder, capture_output=True, timeout=BUILD_S_MAX, check=False)
    return str(program) if built.returncode == 0 and program.exists() else None


@needs_lldb
@needs_rust
class SingleExecutable(unittest.TestCase):
    def check(self, inline: bool) -> None:
        for node in nodes():
            with self.subTest(node=node), tempfile.TemporaryDirectory(prefix='lldb-ts-') as folder:
                program = build(node, folder, inline)
                if program is None:
                    self.skipTest(f'{node} builds no single executables')
                arguments = f'{compile_addon()} {WILD_POINTER}'
                commands = ['ts break crash.ts:13', f'ts run -- {arguments}', 'ts break crash.ts:11']
                text = start_lldb([program, *options(*commands, 'continue', 'ts step', 'ts bt')]).text
                self.assertRegex(text, r'at \S*/crash\.ts:13:')
                self.assertRegex(text, r'close .* at \S*/crash\.ts:11:')
                self.assertRegex(text, r'#0 +\S*spoil.* at \S*addon\.rs:\d+')
                # What made it wait for the debugger, its children must not hear.
                self.assertIn('options: undefined', text)

                core = kernel_core([program, compile_addon(), NO_POINTER], folder) or lldb_core([program, *arguments.split()], folder)
                said = start_lldb(['--core', str(core), *options('ts bt', 'ts print account'), '--', program]).text
                self.assertRegex(said, r'at \S*addon\.rs:\d+[\s\S]*close .* at \S*/crash\.ts:11:\d+[\s\S]* at \S*/crash\.ts:13:')
                self.assertIn('Object { owner: "nobody"', said)

    def test_with_the_map_inside(self) -> None:
        self.check(inline=True)

    def test_with_the_map_in_symbols_beside_it(self) -> None:
        self.check(inline=False)
