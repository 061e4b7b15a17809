"""`ts dis`, compared with what V8 prints of its own code, for each of its compilers."""

from __future__ import annotations

import re
import unittest

from .debugger import needs_lldb, nodes, run_lldb
from .programs import COMPILED_AT_ONCE, HOT, STOP, TIERS, write

# `   19 S> 0x3a0d @   10 : 33 f6 02 02       GetNamedProperty r3, [2], [2]` of V8, `-> +10    33 f6 02 02   GetNamedProperty ...` of ours.
OF_V8 = re.compile(r'@ +(\d+) : ((?:[0-9a-f]{2} )+) *([A-Z]\w*(?:\.\w+)?)(.*)')
OF_OURS = re.compile(r'^(?:->|  ) \+(\d+) +((?:[0-9a-f]{2} ?)+?) {1,}([A-Z]\w*(?:\.\w+)?)(.*)')
REGISTERS = re.compile(r'\b(?:r\d+|a\d+)\b|<this>|<context>|<closure>')


def instructions(pattern: re.Pattern[str], text: str) -> list[tuple[int, str, int, str, set[str]]]:
    """Offset, first byte, length, name and single registers of each.

    Operands may hold feedback, which changes while the program runs. V8 writes lists of registers as ranges, which are left out.
    """
    found = []
    for line in text.split('\n'):
        if match := pattern.search(line):
            data = match[2].split()
            registers = REGISTERS.findall(re.sub(r'[ra]\d+-[ra]\d+', '', match[4]))
            found.append((int(match[1]), data[0], len(data), match[3], set(registers)))
    return found


@needs_lldb
class Listing(unittest.TestCase):
    def transcripts(self, *flags: str, hot: bool = False, commands: tuple[str, ...] = ('ts dis',)) -> list[str]:
        program = [COMPILED_AT_ONCE, *flags, write('tiers.ts', TIERS)]
        return [run_lldb([node, *program], *commands, 'process kill', before=HOT if hot else (STOP,)).text for node in nodes()]

    def test_bytecode_is_what_v8_prints(self) -> None:
        flags = ('--print-bytecode', '--print-bytecode-filter=loop')
        for text in self.transcripts(*flags, commands=('ts bt', 'ts frame 4', 'ts dis')):
            printed, _, ours = text.partition('ts dis')
            expected, found = instructions(OF_V8, printed), instructions(OF_OURS, ours)
            self.assertGreater(len(expected), 15, text)
            self.assertEqual([it[:4] for it in found], [it[:4] for it in expected], text)
            for mine, theirs in zip(found, expected):
                self.assertLessEqual(theirs[4], mine[4], f'{mine} against {theirs}')

    def check_machine_code(self, text: str, tier: str, *expected: str) -> None:
        listing = text.partition('(lldb) ts dis')[2]
        self.assertIn(f'{tier} code of ', listing)
        for line in expected:
            self.assertIn(line, listing, text)
        marked = [line for line in listing.split('\n') if line.startswith('->')]
        self.assertEqual(len(marked), 1, text)
        self.assertRegex(marked[0], r' call .*; builtin ', 'the frame waits for a call')

    def test_baseline_code_stands_under_its_bytecode_and_source(self) -> None:
        for text in self.transcripts('--always-sparkplug'):
            self.check_machine_code(text, 'sparkplug', '; tiers.ts:3:31  if (point.x === at)', ';   +', 'GetNamedProperty')

    def test_optimised_code_marks_what_was_inlined(self) -> None:
        expected = ('[inlined inner] tiers.ts:3:', '[inlined outer] tiers.ts:', '; tiers.ts:15:', 'builtin ')
        for text in self.transcripts(hot=True):
            self.check_machine_code(text, 'turbofan', *expected)
        for text in self.transcripts('--no-turbofan', hot=True):
            self.check_machine_code(text, 'maglev', *expected)
