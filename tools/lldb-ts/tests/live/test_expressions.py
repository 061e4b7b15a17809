"""LLDB's own commands in a TypeScript frame: LLDB lives, and what makes no sense there is refused with what does."""

from __future__ import annotations

import unittest

from .dap import DapClient
from .debugger import PLUGIN, Transcript, needs_frame_providers, nodes, options, run_lldb, start_lldb
from .programs import STOP, compile_typescript, write

PROGRAM = """\
interface Order {
  id: number;
}
function handle(order: Order): number {
  const twice: number = order.id * 2;
  return twice + process.getgroups!().length;
}
console.log('handled', handle({ id: 21 }) > 41);
"""

REFUSED = {
    'p 1+1': 'use `ts print`',
    'p order.id': 'use `ts print`',
    'po order': 'use `ts print`',
    'call order': 'use `ts print`',
    'expr order': 'use `ts print`',
    'expression -l c++ -- 1+1': 'use `ts print`',
    'frame variable order': 'use `ts locals` or `ts print`',
    'thread return': 'use `ts finish`',
    'thread jump --line 5': 'V8 alone',
    'thread until 6': 'use `ts break`',
    'finish': 'use `ts finish`',
    'thread step-out': 'use `ts finish`',
}

LIVED_THROUGH = (
    *('x/2gx $sp', 'memory read $fp', 'image lookup -a $pc', 'register read', 'register read --all', 'register read rip rbx'),
    *(
        'register write rip 0',
        'frame info',
        'frame variable',
        'frame recognizer info 0',
        'disassemble',
        'disassemble --pc',
        'disassemble -f',
    ),
    *(
        'thread info',
        'thread backtrace',
        'thread backtrace -e true',
        'source list',
        'watchpoint set variable order',
        'watchpoint set expression -- $sp',
    ),
    *('breakpoint set -a $pc', 'thread plan list', 'target variable', 'memory region $sp', 'frame diagnose', 'type lookup int'),
    *('ts print `x${y}`', 'ts print `1+1`', 'image lookup -a `$pc`', 'script lldb.frame.EvaluateExpression("1+1")'),
    *(
        'script lldb.frame.GetRegisters()',
        'script lldb.frame.GetCFA()',
        'script lldb.frame.FindVariable("order")',
        'script lldb.frame.Disassemble()',
    ),
    *(
        'script lldb.frame.GetValueForVariablePath("order.id")',
        'script lldb.frame.get_all_variables()',
        'script lldb.frame.get_parent_frame()',
    ),
)


def all_of(commands: tuple[str, ...]) -> str:
    """One command that goes on where one of them fails, which a batch does not."""
    return f'command source --stop-on-error false {write("commands.lldb", chr(10).join(commands))}'


ALL = (*REFUSED, *LIVED_THROUGH, 'ts locals')


@needs_frame_providers
class Expressions(unittest.TestCase):
    def check(self, run: Transcript) -> None:
        for command, sentence in REFUSED.items():
            said = run.answer(command)
            self.assertIn(sentence, said, command)
            self.assertEqual(len(said.strip().split('\n')), 1, said)
        for command in LIVED_THROUGH:
            self.assertIn(f'(lldb) {command}\n', run.text)
        # The stack is what it was, and the values too.
        self.assertIn('= Object { id: 21 }', run.answer('ts locals'))

    def test_at_a_breakpoint_in_typescript(self) -> None:
        script = compile_typescript('orders.ts', PROGRAM)
        for node in nodes():
            with self.subTest(node=node):
                commands = ['ts break orders.ts:5', f'ts run -- {script}', all_of(ALL), 'process kill']
                self.check(start_lldb([*options(*commands), '--', node], {'NO_COLOR': '1'}))

    def test_in_a_frame_that_was_chosen_below_native_ones(self) -> None:
        for node in nodes():
            with self.subTest(node=node):
                commands = ['ts frame', 'ts frame 2', all_of(ALL), 'breakpoint disable', 'process continue']
                run = run_lldb([node, compile_typescript('orders.ts', PROGRAM)], *commands, before=(STOP,))
                self.check(run)
                self.assertIn('handled true', run.text)

    def test_an_expression_in_a_native_frame_is_as_ever(self) -> None:
        for node in nodes():
            with self.subTest(node=node):
                run = run_lldb([node, write('orders.ts', PROGRAM)], 'frame select 0', 'p 40+2', 'process kill', before=(STOP,))
                self.assertIn('(int) 42', run.text)


@needs_frame_providers
class UnderLldbDap(unittest.TestCase):
    def test_watches_hovers_and_the_console_in_a_typescript_frame_end_nothing(self) -> None:
        for node in nodes():
            with self.subTest(node=node), DapClient() as client:
                client.launch(node, [write('orders.ts', PROGRAM)], [f'command script import {PLUGIN}'], function='getgroups')
                thread = client.wait_for('stopped')['threadId']
                frames = client.ask('stackTrace', threadId=thread, levels=60)['body']['stackFrames']
                frame = next(it for it in frames if it['name'].startswith('handle '))
                for context in ('watch', 'hover', 'repl', 'clipboard', 'variables'):
                    for expression in ('1+1', 'order', 'order.id', '$sp', '`p 1', '`expr order', 'x${y}'):
                        client.ask('evaluate', expression=expression, frameId=frame['id'], context=context)
                for scope in client.ask('scopes', frameId=frame['id'])['body']['scopes']:
                    client.ask('variables', variablesReference=scope['variablesReference'])
                client.ask('disassemble', memoryReference=frame['instructionPointerReference'], instructionCount=4)
                client.ask('readMemory', memoryReference=frame['instructionPointerReference'], count=16)
                again = client.ask('stackTrace', threadId=thread, levels=60)['body']['stackFrames']
                self.assertEqual([it['name'] for it in again], [it['name'] for it in frames])
