"""Checks every Python file: it compiles without warnings, uses what it imports, says what it is, and is not too long."""

from __future__ import annotations

import ast
import sys
import warnings
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LINES_MAX = 300
COLUMNS_MAX = 140
COLUMNS_OF_TESTS_MAX = 180
"""Tests hold programs and what is expected of them."""


def problems_of(path: Path) -> list[str]:
    text = path.read_text(encoding='utf-8')
    with warnings.catch_warnings():
        warnings.simplefilter('error')
        try:
            tree = ast.parse(text, str(path))
            compile(tree, str(path), 'exec')
        except (SyntaxError, SyntaxWarning, DeprecationWarning) as error:
            return [str(error)]
    lines = text.split('\n')
    columns_max = COLUMNS_OF_TESTS_MAX if path.is_relative_to(ROOT / 'tests') else COLUMNS_MAX
    problems = [f'line {n} has more than {columns_max} columns' for n, line in enumerate(lines, 1) if len(line) > columns_max]
    problems += [f'line {n} ends in white space' for n, line in enumerate(lines, 1) if line != line.rstrip()]
    problems += [f'imports {name} and does not use it' for name in unused_imports(tree, text)]
    if len(lines) > LINES_MAX:
        problems.append(f'has more than {LINES_MAX} lines')
    if text.strip() and not ast.get_docstring(tree):
        problems.append('has no docstring')
    return problems


def unused_imports(tree: ast.Module, text: str) -> list[str]:
    imported = {
        (alias.asname or alias.name).split('.')[0]
        for node in ast.walk(tree)
        if isinstance(node, (ast.Import, ast.ImportFrom)) and getattr(node, 'module', '') != '__future__'
        for alias in node.names
    }
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    # Names in annotations that are strings, and names given on by `__all__`.
    return sorted(name for name in imported - used if text.count(name) < 2)


def main() -> int:
    found = 0
    for path in sorted(ROOT.rglob('*.py')):
        for problem in problems_of(path):
            print(f'{path.relative_to(ROOT)}: {problem}', file=sys.stderr)
            found += 1
    return 1 if found else 0


if __name__ == '__main__':
    sys.exit(main())
