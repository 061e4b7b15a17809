import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runServer, signalServer } from '../server-process.ts';
import { type Random } from '../kill/random.ts';
import { damageOf } from './backup-act.ts';

/** How long after the folder is there a restore is killed, at the most. */
const RESTORE_MS_MAX = 40;

/** What a kill has left of a restore, and what of that is not as promised. */
export interface KilledRestore {
  readonly left: 'a store' | 'nothing' | 'part of a folder';
  readonly faults: readonly string[];
}

/** A restore that is killed: its folder is a whole store, or none, and then another restore makes it one. */
export async function killedRestore(from: string, datapath: string, random: Random): Promise<KilledRestore> {
  const args = ['restore', '--from', from, '--datapath', datapath];
  const ms = random.below(RESTORE_MS_MAX);
  let since: number | undefined;
  const { code } = await signalServer('SIGKILL', args, () => {
    if (!existsSync(datapath)) return false;
    since ??= performance.now();
    return performance.now() - since >= ms;
  });
  try {
    const isThere = existsSync(join(datapath, 'bimetal.meta'));
    if (code === 0 || isThere) return { left: 'a store', faults: await damageOf(datapath) };
    const left = existsSync(datapath) ? 'part of a folder' : 'nothing';
    const faults = await refusedAsStore(datapath);
    rmSync(datapath, { recursive: true, force: true });
    const again = await runServer({ args });
    faults.push(...(again.code === 0 ? await damageOf(datapath) : [`a restore after a killed one: ${again.stderr}`]));
    return { left, faults };
  } finally {
    rmSync(datapath, { recursive: true, force: true });
  }
}

/** What is no store yet must not pose as one. */
async function refusedAsStore(datapath: string): Promise<string[]> {
  const { code, stderr } = await runServer({ args: ['check', '--datapath', datapath] });
  return code === 0 ? [`${datapath} is half a restore, and poses as a store: ${stderr}`] : [];
}
