import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import { isSingleExecutable } from './single-executable.ts';

export interface NodeProcess {
  pid: number;
  command: string;
  folder: string;
}

/** The Nodes that run on this machine, single executables too, and that this user may look at, newest first. */
export function nodeProcesses(root = '/proc'): NodeProcess[] {
  return readdirSync(root)
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((name) => {
      try {
        const executable = `${root}/${name}/exe`;
        if (!/^node/.test(basename(readlinkSync(executable))) && !isSingleExecutable(executable)) return [];
        const command = readFileSync(`${root}/${name}/cmdline`, 'utf8').split('\0').filter(Boolean).join(' ');
        return [{ pid: Number(name), command, folder: readlinkSync(`${root}/${name}/cwd`) }];
      } catch {
        // Another user's, or gone meanwhile.
        return [];
      }
    })
    .sort((a, b) => b.pid - a.pid);
}
