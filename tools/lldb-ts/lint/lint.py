"""Lints every Python file of the workspace with ruff and mypy, in the versions of requirements.txt.

Nobody's Python is changed: pip unpacks them into a folder of this project, anew when requirements.txt or Python changes. Without pip
that counts as skipped, so that the verdict tells.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
WORKSPACE = PROJECT.parent.parent
SETTINGS = PROJECT / 'pyproject.toml'
REQUIREMENTS = PROJECT / 'lint' / 'requirements.txt'
INSTALLED = PROJECT / 'dist' / 'lint'
REPORT = PROJECT / 'test-output' / 'lint.json'
LINES_MAX = 300


def main() -> int:
    if subprocess.run([sys.executable, '-m', 'pip', '--version'], capture_output=True, check=False).returncode:
        print('skipped: the Python files are not linted, for want of pip: apt-get install python3-pip', file=sys.stderr)
        return report(skipped=1)
    packages = installed()
    ruff = [str(packages / 'bin' / 'ruff')]
    with_settings = ['--config', str(SETTINGS), str(WORKSPACE)]
    listed = run([*ruff, 'check', '--show-files', *with_settings], packages).stdout.split('\n')
    files = [file for file in listed if file.endswith(('.py', '.pyi'))]
    checks = [
        [*ruff, 'check', *with_settings],
        [*ruff, 'format', '--check', *with_settings],
        [sys.executable, '-m', 'mypy', '--config-file', str(SETTINGS), *files],
    ]
    results = [run(check, packages) for check in checks]
    said = [result.stdout + result.stderr if result.returncode else '' for result in results]
    failures = list(filter(None, [*said, too_long(files)]))
    print(*failures, sep='\n', file=sys.stderr)
    return report(passed=len(checks) + 1 - len(failures), failures=failures)


def too_long(files: list[str]) -> str:
    """Neither tool counts lines. A list of types, as of LLDB's module, may be as long as it is."""
    lines = {file: Path(file).read_text(encoding='utf-8').count('\n') for file in files if file.endswith('.py')}
    return '\n'.join(
        f'{file} has {count} lines; {LINES_MAX} are enough for one concept' for file, count in lines.items() if count > LINES_MAX
    )


def installed() -> Path:
    """The folder with the packages of requirements.txt, for this Python."""
    wanted = hashlib.sha256(f'{sys.version}\n{REQUIREMENTS.read_text()}'.encode()).hexdigest()[:16]
    folder = INSTALLED / wanted
    if not folder.exists():
        INSTALLED.mkdir(parents=True, exist_ok=True)
        for old in INSTALLED.iterdir():
            shutil.rmtree(old)
        with tempfile.TemporaryDirectory(dir=INSTALLED) as aside:
            options = ['--quiet', '--disable-pip-version-check', '--require-hashes', '--no-deps', '--only-binary', ':all:']
            pip = [sys.executable, '-m', 'pip', 'install', *options, '--target', f'{aside}/packages', '-r', str(REQUIREMENTS)]
            subprocess.run(pip, check=True, env={**os.environ, 'PIP_ROOT_USER_ACTION': 'ignore'})
            # Whole or not at all: a run that was interrupted leaves nothing that looks complete.
            Path(aside, 'packages').rename(folder)
    return folder


def run(command: list[str], packages: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, 'PYTHONPATH': str(packages)}
    return subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)


def report(passed: int = 0, skipped: int = 0, failures: list[str] | None = None) -> int:
    failed = len(failures or [])
    counts = {'suite': 'lldb-ts lint', 'passed': passed, 'failed': failed, 'skipped': skipped, 'failures': failures or []}
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps(counts) + '\n')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
