"""Breakpoints and frames in what other compilers, bundlers and loaders make of TypeScript."""

from __future__ import annotations

import os
import tempfile
import unittest
from pathlib import Path

from .debugger import Transcript, needs_lldb, nodes, options, start_lldb
from .shifted import inline, write_shifted
from .stops import stops as places

SOURCE = """\
const first = 1;
function tick(count) {
  const doubled = count * 2;
  return doubled + first;
}
module.exports = tick;
console.log('ticked', tick(4));
"""
AS_MODULE = SOURCE.replace('module.exports = tick;', 'export default tick;')

# What ts-node and its like do: they compile a `.ts` as it is loaded, and V8 knows it by the name of its source.
LOADER = """\
const { readFileSync } = require('node:fs');
require.extensions['.ts'] = (module, file) => module._compile(readFileSync(file + '.compiled', 'utf8'), file);
require('./main.ts');
"""
IMPORTER = "await import('./dist/tick.mjs?n=1');\nawait import('./dist/tick.mjs?n=2');\n"


@needs_lldb
class ForeignBuilds(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory(prefix='lldb-ts-')
        self.addCleanup(folder.cleanup)
        self.root = Path(os.path.realpath(folder.name))
        (self.root / 'src').mkdir()

    def run_in(self, node: str, *commands: str, folder: Path | None = None) -> Transcript:
        # The program is started where LLDB is.
        enter = f'script import os; os.chdir({str(folder or self.root)!r})'
        return start_lldb([*options(enter, *commands), '--', node], {'NO_COLOR': '1'})

    def check(self, file: Path | str, script: str, stops: int = 1, folder: Path | None = None) -> None:
        """Stops at the first line of `tick` and in no other place, shows its values, and opens the file."""
        for node in nodes():
            with self.subTest(node=node):
                steps = ['ts print count', *['process continue'] * (stops - 1), 'process continue']
                run = self.run_in(node, f'ts break {file}:3', f'ts run -- {script}', *steps, folder=folder)
                self.assertEqual(places(run), ['main.ts:3'] * stops, run.text)
                self.assertRegex(run.text, rf' at {self.root}(?:/link)?/src/main\.ts:3:')
                self.assertEqual(run.answer('ts print count'), '4\n')
                self.assertIn('exited with status = 0', run.text)

    def test_a_script_that_is_named_for_its_source_has_one_place(self) -> None:
        (self.root / 'src' / 'main.ts.compiled').write_text(inline('main.ts', SOURCE))
        (self.root / 'src' / 'main.ts').write_text(SOURCE)
        (self.root / 'src' / 'load.cjs').write_text(LOADER)
        self.check('main.ts', 'src/load.cjs')

    def test_the_source_root_is_the_address_of_a_folder(self) -> None:
        (self.root / 'src' / 'main.ts').write_text(SOURCE)
        write_shifted(self.root / 'dist' / 'main.js', 'main.ts', SOURCE, (self.root / 'src').as_uri())
        self.check('src/main.ts', 'dist/main.js')

    def test_the_address_of_a_bundler(self) -> None:
        (self.root / 'src' / 'main.ts').write_text(SOURCE)
        write_shifted(self.root / 'dist' / 'bundle.js', 'webpack://app/./src/main.ts', SOURCE)
        self.check('src/main.ts', 'dist/bundle.js')

    def test_a_module_that_a_bundle_evaluates(self) -> None:
        (self.root / 'src' / 'main.ts').write_text(SOURCE)
        (self.root / 'dist').mkdir()
        module = inline('webpack://app/./src/main.ts', SOURCE) + '//# sourceURL=webpack-internal:///./src/main.ts\n'
        (self.root / 'dist' / 'bundle.js').write_text(f'eval({module!r});\n')
        self.check('src/main.ts', 'dist/bundle.js')

    def test_a_folder_that_is_reached_by_a_link(self) -> None:
        (self.root / 'src' / 'main.ts').write_text(SOURCE)
        write_shifted(self.root / 'dist' / 'main.js', '../src/main.ts', SOURCE)
        link = self.root / 'link'
        link.symlink_to('.')
        self.check(link / 'src' / 'main.ts', str(link / 'dist' / 'main.js'), folder=link)
        self.check(link / 'src' / 'main.ts', f'--preserve-symlinks --preserve-symlinks-main {link}/dist/main.js', folder=link)

    def test_a_module_that_is_imported_with_a_query(self) -> None:
        (self.root / 'src' / 'main.ts').write_text(AS_MODULE)
        write_shifted(self.root / 'dist' / 'tick.mjs', '../src/main.ts', AS_MODULE)
        (self.root / 'start.mjs').write_text(IMPORTER)
        self.check('main.ts', 'start.mjs', stops=2)

    def test_the_first_line_of_a_script_and_of_one_that_it_requires(self) -> None:
        """Neither is named as its source is, and V8 announces neither before it runs."""
        write_shifted(self.root / 'dist' / 'bundle.js', '../src/main.ts', "require('./chunk.js');\n" + SOURCE)
        write_shifted(self.root / 'dist' / 'chunk.js', '../src/part.ts', 'const part = 1;\nconsole.log(part);\n')
        for node in nodes():
            with self.subTest(node=node):
                commands = ['ts break main.ts:1', 'ts break part.ts:1', 'ts run -- dist/bundle.js', *['process continue'] * 2]
                text = self.run_in(node, *commands).text
                for place in ('main.ts:1:', 'part.ts:1:'):
                    self.assertIn(f'{self.root}/src/{place}', text)
                self.assertIn('ticked 9', text)
