import { measure } from '../measure.ts';
import { type Row, rowOf, type Suite, type SuiteOptions } from '../suite.ts';
import { loadCAdd } from './c-addon.ts';
import { contenderOf } from './repeat-add.ts';
import { loadYardstick } from './yardstick.ts';

/**
 * What the README of KodrAus/rust-csharp-ffi quotes for the same call: .NET's P/Invoke, compiled ahead of time with
 * CoreRT. It was not measured here, so it stands for its order of magnitude.
 */
const SEED_CORERT_NS = 70;

const CALLS = 1_000_000;
const CALLS_QUICK = 200_000;

export const boundary: Suite = {
  name: 'boundary',
  description: 'what one call from JavaScript into Rust costs: add(i32, i32)',
  rounds: { full: 31, quick: 5 },
  run,
};

async function run({ rounds, isQuick, say }: SuiteOptions): Promise<Row[]> {
  const { path, addon } = loadYardstick();
  const count = isQuick ? CALLS_QUICK : CALLS;
  const contenders = [
    contenderOf('hot', addon.add),
    contenderOf('C addon', loadCAdd()),
    contenderOf('macro', addon.addMacro),
    contenderOf('JavaScript', (left, right) => (left + right) | 0),
  ];
  say(`${path}\n${rounds} rounds of ${count.toLocaleString('en')} calls each, medians`);
  const figures = measure(contenders, { rounds, count });
  const figure = (name: string) => figures.get(name) ?? Number.NaN;
  const peers = { 'C addon': figure('C addon'), 'seed, CoreRT': SEED_CORERT_NS };
  return [
    rowOf('add (hot)', 'ns/call', figure('hot'), peers),
    rowOf('add (macro)', 'ns/call', figure('macro'), peers),
    rowOf('add (plain JavaScript, no boundary)', 'ns/call', figure('JavaScript'), {}),
  ];
}
