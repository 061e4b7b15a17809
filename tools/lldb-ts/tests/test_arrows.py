"""The groups of the plugin know each other as the README says, and nothing imports in a circle."""

from __future__ import annotations

import ast
import re
import unittest
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = 'lldb_ts'
WITHOUT_LLDB = {'files', 'decode', 'values'}


@cache
def imports() -> dict[str, set[str]]:
    """What each module of the plugin imports, by full names, inside functions too."""
    paths = {name_of(path): path for path in (ROOT / PACKAGE).rglob('*.py')}
    return {name: set(imported(path, name, paths)) for name, path in paths.items()}


def name_of(path: Path) -> str:
    return '.'.join(path.relative_to(ROOT).with_suffix('').parts).removesuffix('.__init__')


def imported(path: Path, name: str, known: dict[str, Path]) -> Iterator[str]:
    package = name if path.name == '__init__.py' else name.rpartition('.')[0]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            # Each dot after the first goes up by one package.
            above = '.'.join(package.split('.')[: len(package.split('.')) + 1 - node.level]) if node.level else ''
            source = '.'.join(filter(None, (above, node.module)))
            yield from (f'{source}.{alias.name}' if f'{source}.{alias.name}' in known else source for alias in node.names)


def group(module: str) -> str:
    """`lldb_ts.decode.heap` is of `decode`; '' for the package itself and for other modules."""
    package, _, rest = module.partition('.')
    return rest.partition('.')[0] if package == PACKAGE else ''


class Arrows(unittest.TestCase):
    def test_the_groups_import_each_other_as_the_readme_says_and_no_other(self) -> None:
        drawn = re.findall(r'^(\w+) +─▶(.*)$', (ROOT / 'README.md').read_text(), re.MULTILINE)
        real: dict[str, set[str]] = {group(module): set() for module in imports() if group(module)}
        for module, sources in imports().items():
            real.setdefault(group(module), set()).update(map(group, sources))
        found = {name: others - {'', name} for name, others in real.items() if name}
        self.assertEqual(found, {name: set(others.split()) for name, others in drawn})

    def test_no_module_imports_itself_by_way_of_others(self) -> None:
        TopologicalSorter(imports()).prepare()

    def test_what_decodes_knows_no_lldb(self) -> None:
        knows = {name for name, sources in imports().items() if any(source.split('.')[0] == 'lldb' for source in sources)}
        self.assertEqual({name for name in knows if group(name) in WITHOUT_LLDB}, set())
        self.assertIn('lldb_ts.lldb.process_memory', knows)
