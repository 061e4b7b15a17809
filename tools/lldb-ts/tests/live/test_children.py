"""Programs that start other Nodes: none of these hears of the debugger, and none waits for it."""

from __future__ import annotations

import unittest

from .debugger import needs_lldb, nodes, options, start_lldb
from .programs import write

CHILDREN = """\
const { fork, spawn } = require('node:child_process');
const cluster = require('node:cluster');
const { Worker, isMainThread } = require('node:worker_threads');

const told = () => JSON.stringify([process.execArgv, process.env.NODE_OPTIONS ?? null]);
const ended = (name, child) => new Promise((resolve) => child.once('exit', (code) => resolve(console.log(name, 'ended', code))));

async function main() {
  console.log('parent was told', told());
  await ended('fork', fork(__filename, ['child']));
  await ended('cluster', cluster.fork());
  await ended('spawn', spawn(process.execPath, [...process.execArgv, __filename, 'child'], { stdio: 'inherit' }));
  await ended('worker', new Worker(__filename));
}
if (!isMainThread) console.log('worker was told', told());
else if (process.argv[2] === 'child' || cluster.isWorker) {
  console.log('child was told', told());
  process.exit(0);
} else main();
"""


@needs_lldb
class Children(unittest.TestCase):
    def test_children_run_to_their_end_as_without_a_debugger(self) -> None:
        for node in nodes():
            for before in ('', '--no-warnings'):
                with self.subTest(node=node, before=before):
                    set_before = [f'settings set target.env-vars NODE_OPTIONS={before}'] if before else []
                    script = write('children.cjs', CHILDREN)
                    text = start_lldb([*options(*set_before, f'ts run -- --stack-size=900 {script}'), '--', node]).text
                    for name in ('fork', 'cluster', 'spawn', 'worker'):
                        self.assertIn(f'{name} ended 0', text)
                    told = '[["--stack-size=900"],' + (f'"{before}"' if before else 'null') + ']'
                    self.assertIn(f'parent was told {told}', text)
                    self.assertEqual(text.count(f'child was told {told}'), 3, text)
                    self.assertIn(f'worker was told {told}', text)
                    self.assertIn('exited with status = 0', text)
