import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type Row, type Suite, type SuiteOptions } from '../suite.ts';
import { checkBuilt, environment, executable, NAMES, root, start as startOne, type Settings } from './contenders.ts';
import { documentStart } from './document.ts';
import { lookInside, writeBundleFile } from './parts.ts';
import { rowsOf, type Starts } from './rows.ts';
import { compileStopwatch } from './stopwatch.ts';

export const start: Suite = {
  name: 'start',
  description: 'the executable beside its bundle on plain Node and the unbundled server: CPU, time and memory, size',
  rounds: { full: 15, quick: 5 },
  run,
  document: documentStart,
};

async function run({ rounds, say }: SuiteOptions): Promise<Row[]> {
  build();
  checkBuilt();
  const { addonInfo } = await import('@bimetal/bindings');
  const folder = mkdtempSync(join(tmpdir(), 'bimetal-start-'));
  try {
    const env = environment(process.env, join(folder, 'cache'));
    const inside = lookInside(executable, join(folder, 'inside'), env);
    const bundleFile = writeBundleFile(inside, folder);
    say(`${executable}\n${rounds} starts of each, in turns; CPU is the least of them, time and memory the median`);
    const settings = { stopwatch: compileStopwatch(), env, addon: addonInfo().path, bundleFile };
    return rowsOf(startInTurns(rounds, folder, settings), inside.size, inside.parts);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** From the cache, when nothing changed. */
function build(): void {
  const nx = join(root, 'node_modules/nx/dist/bin/nx.js');
  const args = [nx, 'run-many', '-t', 'build', '-p', 'executable,@bimetal/api', '--output-style=stream'];
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error('the executable could not be built');
}

/** The first round is not counted: it brings all files into the page cache, and the executable unpacks its addon. */
function startInTurns(rounds: number, folder: string, settings: Settings): Starts {
  const starts: Starts = { executable: [], 'bundle on Node': [], unbundled: [], 'bare node': [] };
  for (let round = -1; round < rounds; round++) {
    for (let turn = 0; turn < NAMES.length; turn++) {
      const name = NAMES[(turn + round + 1) % NAMES.length];
      if (!name) continue;
      const data = join(folder, 'data');
      const one = startOne(name, data, settings);
      rmSync(data, { recursive: true, force: true });
      if (round >= 0) starts[name].push(one);
    }
  }
  return starts;
}
