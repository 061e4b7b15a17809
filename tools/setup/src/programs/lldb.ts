import { spawnSync } from 'node:child_process';

import {
  findOnPath,
  findProgram,
  installPackages,
  type Machine,
  thisMachine,
  usableApt,
} from '../../bootstrap/system-packages.mjs';

/** The LLDB that the debugging tools are made for: the first whose plain `bt` takes frames from a plugin. */
export const LLDB_MAJOR = 22;
/** Older ones have another Python interface than the plugin was ever run with. */
export const LLDB_MAJOR_MIN = 19;
export const LLDB_PACKAGES = [`lldb-${LLDB_MAJOR}`, `python3-lldb-${LLDB_MAJOR}`];
/** Brings the linters of the Python files, which Debian's Python does without. */
const PIP_PACKAGE = 'python3-pip';
export const LLDB_INSTALL = `sudo apt-get install ${LLDB_PACKAGES.join(' ')}`;

const VERSION_MS_MAX = 20_000;

export type Lldb = { path: string; major: number; version: string };

/** The version a program of LLDB states of itself; undefined when it does not run or states none. */
export function versionOfLldb(path: string): Omit<Lldb, 'path'> | undefined {
  const { stdout } = spawnSync(path, ['--version'], {
    encoding: 'utf8',
    timeout: VERSION_MS_MAX,
    killSignal: 'SIGKILL',
  });
  // Apple counts otherwise: `lldb-1700.0.9`. What it is in LLVM's count it does not say.
  const [, version, major] = /lldb version ((\d+)[\w.]*)/.exec(stdout ?? '') ?? [];
  return version ? { version, major: Number(major) } : undefined;
}

/** The LLDB of this machine: the versioned program first, since plain `lldb` is often an older one beside it. */
export function findLldb(machine: Machine = thisMachine): Lldb | undefined {
  const names = [`lldb-${LLDB_MAJOR}`, 'lldb', 'lldb-21', 'lldb-20', `lldb-${LLDB_MAJOR_MIN}`];
  const found = names.flatMap((name) => {
    const path = findOnPath(machine, [name]);
    const version = path && versionOfLldb(path);
    return path && version ? [{ path, ...version }] : [];
  });
  return found.find(({ major }) => major >= LLDB_MAJOR) ?? found[0];
}

/**
 * Installs LLDB for the tests that drive it, where apt can do it. The answer is a sentence for the user, or undefined
 * when there is nothing to say: without LLDB those tests are skipped, and everything else is tested all the same.
 */
export function prepareLldb(machine: Machine = thisMachine): string | undefined {
  if (findOnPath(machine, [`lldb-${LLDB_MAJOR}`])) return undefined;
  const missing = `There is no lldb-${LLDB_MAJOR} here, so the tests of the debugging tools that need it are skipped.`;
  const aptGet = usableApt(machine);
  if (!aptGet) {
    const advice = findProgram(machine, ['apt-get'])
      ? `Install it: ${LLDB_INSTALL}`
      : `Install LLDB ${LLDB_MAJOR} with its Python modules (https://apt.llvm.org, or your package manager).`;
    return `${missing} ${advice}`;
  }
  console.log(
    `The debugging tools are tested with LLDB ${LLDB_MAJOR}: installing ${LLDB_PACKAGES.join(' and ')} with apt.`,
  );
  try {
    installPackages(aptGet, [...LLDB_PACKAGES, PIP_PACKAGE]);
    return undefined;
  } catch (error) {
    return `${missing} ${(error as Error).message} What apt said is above.`;
  }
}
