import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

import { type BenchArguments, readArguments } from './arguments.ts';
import { describeMachine } from './machine.ts';
import { suites } from './suites.ts';
import { formatHelp, formatRows } from './table.ts';

async function main(args: readonly string[]): Promise<number> {
  let asked: BenchArguments;
  try {
    asked = readArguments(args);
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${formatHelp(suites)}`);
    return 2;
  }
  if (asked.wantsHelp) {
    console.log(formatHelp(suites));
    return 0;
  }
  const suite = suites.find(({ name }) => name === asked.suite);
  if (!suite) {
    console.error(`${asked.suite ? `There is no suite "${asked.suite}".` : 'Which suite?'}\n\n${formatHelp(suites)}`);
    return 2;
  }

  console.log(`${suite.name}: ${suite.description}\n${describeMachine()}`);
  const rows = await suite.run({ rounds: asked.rounds, isQuick: asked.isQuick, say: console.log });
  console.log(`\n${formatRows(rows)}`);
  if (asked.json) {
    const file = resolve(asked.json);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${JSON.stringify({ suite: suite.name, rows }, undefined, 2)}\n`);
    console.log(`\nWritten to ${file}`);
  }
  return 0;
}

process.exitCode = await main(process.argv.slice(2));
