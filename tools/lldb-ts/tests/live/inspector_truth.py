"""The variables of a program's frames as the decoder shows them and as V8's own inspector tells them, stop by stop."""

from __future__ import annotations

import json
import re
import subprocess
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .debugger import run_lldb
from .programs import write

HERE = Path(__file__).resolve().parent
SECONDS_MAX = 150

# The program calls P where the frames are to be looked at, and `hot` to have functions compiled by the optimiser of the test.
PRELUDE = """\
globalThis.P = process.getgroups;
globalThis.prepare = new Function('f', '%PrepareFunctionForOptimization(f)');
globalThis.optimise = new Function('f', '%COMPILER(f)');
"""
# The system call is made twice for each call of the function.
STOP = "breakpoint set -r '^node::credentials::GetGroups'"
COMPILERS = {'maglev': 'OptimizeMaglevOnNextCall', 'turbofan': 'OptimizeFunctionOnNextCall'}
WITHOUT_COMPILERS = ('--import', 'data:text/javascript,globalThis.prepare=globalThis.optimise=()=>{}', '--no-opt', '--no-maglev')
OPTIMISED_AWAY = '<optimised away>'
UNNAMED = re.compile(r'this|r\d+|arguments\[\d+\]')


@dataclass
class Comparison:
    """`counts`: right, missing, away (optimised away) and wrong variables; `wrong` and `missing` say which."""

    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    tiers: Counter[str] = field(default_factory=Counter)

    def add(self, where: str, name: str, outcome: str, ours: Any, truth: Any) -> None:
        self.counts[outcome] += 1
        if outcome.startswith('wrong'):
            self.wrong.append(f'{where}: {name} = {ours}, the inspector says {truth}')
        elif outcome == 'missing':
            self.missing.append(f'{where}: {name}')


def compare(node: str, source: str, compiler: str = '', flags: tuple[str, ...] = (), name: str = 'program.mjs') -> Comparison:
    """Runs the program twice, under LLDB and under the inspector, and compares every variable of every frame at every stop."""
    program = write(name, source)
    truth = inspected(node, program)
    seen = decoded(node, program, compiler, flags)
    result = Comparison()
    assert len(seen) == len(truth) > 0, f'{len(seen)} stops, the inspector had {len(truth)}'
    for number, (our_frames, true_frames) in enumerate(zip(seen, truth)):
        ours_named = [frame['function'].rpartition('.')[2] for frame in our_frames]
        assert len(our_frames) == len(true_frames), f'stop {number}: {ours_named}'
        for ours, true in zip(our_frames, true_frames):
            assert ours['line'] == true['line'], f'stop {number}: {ours_named}'
            tier = ours['tier'] + (' inlined' if ours['inlined'] else '')
            result.tiers[tier] += 1
            where = f'{ours["function"]} [{tier}] line {ours["line"]}, stop {number}'
            compare_frame(where, ours, true, result)
            compare_extra(where, ours, true, result)
    return result


def compare_frame(where: str, ours: dict[str, Any], true: dict[str, Any], result: Comparison) -> None:
    for name, truth in true['own'].items():
        if name == 'this' and name not in ours['own']:
            continue
        label = next((label for label in (name, f'{name}?') if label in ours['own']), '')
        # A variable that closures share may be counted among those around the function.
        value = ours['own'].get(label, ours['outer'].get(name))
        if value is None:
            result.add(where, name, 'missing', value, truth)
        elif value == OPTIMISED_AWAY:
            result.add(where, name, 'away', value, truth)
        else:
            if value is not None:
                result.counts['guessed'] += label.endswith('?')
            result.add(where, label or name, 'right' if same(value, truth) else f'wrong{"?" * label.endswith("?")}', value, truth)


def compare_extra(where: str, ours: dict[str, Any], true: dict[str, Any], result: Comparison) -> None:
    """What is shown and not there is wrong too. The inspector has no value for what is not initialised."""
    for label, value in ours['own'].items():
        name = label.rstrip('?')
        is_known = name in true['own'] or name in true['outer'] or UNNAMED.fullmatch(name)
        if not is_known and value not in (OPTIMISED_AWAY, '<not initialised>'):
            result.add(where, label, 'wrong?' if label.endswith('?') else 'wrong', value, 'nothing')


def same(ours: Any, truth: Any) -> bool:
    if isinstance(ours, dict) and isinstance(truth, dict):
        return all(same(ours.get(name), part) for name, part in truth.items() if name != 'length')
    # Before `super` returns, `this` is in its dead zone, which the inspector has no word for.
    return ours == truth or (ours, truth) == ('<not initialised>', 'undefined')


def decoded(node: str, program: str, compiler: str, flags: tuple[str, ...]) -> list[Any]:
    prelude = write('prelude.cjs', PRELUDE.replace('COMPILER', COMPILERS.get(compiler, 'PrepareFunctionForOptimization')))
    command = [node, '--allow-natives-syntax', *flags, '-r', prelude, program]
    transcript = run_lldb(command, 'frame_trees', before=(f'command script import {HERE / "frame_trees.py"}', STOP))
    return transcript.json


def inspected(node: str, program: str) -> list[Any]:
    command = [node, *WITHOUT_COMPILERS, str(HERE / 'inspector_truth.mjs'), program]
    said = subprocess.run(command, capture_output=True, text=True, check=False, timeout=SECONDS_MAX)
    assert said.returncode == 0, said.stderr
    return [json.loads(line) for line in said.stdout.splitlines() if line.startswith('[')]
