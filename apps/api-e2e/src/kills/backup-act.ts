import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Backup } from '@bimetal/contract';
import { runServer } from '../server-process.ts';
import { type Act, askUntilGone, type Stage } from './act.ts';

/** Makes backups: each that has its name is whole, be it that nobody was told of it. */
export class BackupAct implements Act {
  readonly name = 'backup';
  answers = 0;
  readonly #folder: string;
  #made: string[] = [];

  constructor(folder: string) {
    this.#folder = folder;
  }

  async go(stage: Stage): Promise<void> {
    for (;;) {
      const answered = await askUntilGone(stage, '/api/backups', { method: 'POST' }, 201);
      if (answered === undefined) return;
      this.answers += 1;
      this.#made.push((JSON.parse(answered.text) as Backup).name);
    }
  }

  async check(): Promise<string[]> {
    const names = readdirSync(this.#folder);
    const backups = names.filter((name) => !name.startsWith('.')).sort();
    const faults = this.#made.filter((name) => !backups.includes(name)).map((name) => `${name} is not there`);
    // The one that a kill may have met is the last.
    const last = backups.at(-1);
    if (last !== undefined) faults.push(...(await damageOf(join(this.#folder, last))));
    for (const name of names) rmSync(join(this.#folder, name), { recursive: true });
    this.#made = [];
    return faults;
  }
}

/** What `check` finds wrong with a folder. */
export async function damageOf(folder: string): Promise<string[]> {
  const { code, stdout, stderr } = await runServer({ args: ['check', '--datapath', folder] });
  return code === 0 ? [] : [`${folder} is not whole: ${stdout}${stderr}`];
}
