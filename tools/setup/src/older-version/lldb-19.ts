import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { findProgram, thisMachine, usableApt } from '../../bootstrap/system-packages.mjs';
import { filledFolder } from './private-folder.ts';
import { runProgram } from './run-program.ts';

const MAJOR = 19;
const PACKAGES = [
  `lldb-${MAJOR}`,
  `liblldb-${MAJOR}`,
  `python3-lldb-${MAJOR}`,
  `libllvm${MAJOR}`,
  `libclang-cpp${MAJOR}`,
];
const PROGRAMS = ['lldb', 'lldb-dap'];
const SEES_PYTHON = 'sees Python';

/**
 * The folder of LLDB 19's `lldb` and `lldb-dap`, from packages that are unpacked and never installed: installing them would
 * remove LLDB 22, because the Python packages of the two conflict.
 */
export function lldb19(): string {
  const aptGet = findProgram(thisMachine, ['apt-get']);
  const dpkgDeb = findProgram(thisMachine, ['dpkg-deb']);
  if (!aptGet || !dpkgDeb)
    throw new Error(`LLDB ${MAJOR} is unpacked from Debian's packages, and there is no apt here`);
  const folder = filledFolder(`lldb-${MAJOR}`, (unfinished) => {
    const packages = join(unfinished, 'packages');
    mkdirSync(packages);
    download(aptGet, packages);
    for (const name of readdirSync(packages)) runProgram(dpkgDeb, ['-x', join(packages, name), unfinished], packages);
    rmSync(packages, { recursive: true });
    for (const program of PROGRAMS) writeStarter(unfinished, program);
    checkPython(join(unfinished, 'lldb'));
  });
  return folder;
}

function download(aptGet: string, folder: string): void {
  // apt would download as a user of its own, who may not write here.
  const args = ['-o', 'APT::Sandbox::User=root', 'download', ...PACKAGES];
  try {
    runProgram(aptGet, args, folder);
  } catch (error) {
    // An image often comes without lists of packages, and only root may fetch them.
    if (!usableApt(thisMachine)) throw error;
    runProgram(aptGet, ['update', '--quiet'], folder);
    runProgram(aptGet, args, folder);
  }
}

/** A script that starts the program with its own libraries and its own Python modules, wherever the folder is. */
function writeStarter(folder: string, program: string): void {
  const script = `#!/bin/sh
set -eu
usr=$(cd "$(dirname "$0")" && pwd)/usr
llvm=$usr/lib/llvm-${MAJOR}
export LD_LIBRARY_PATH="$(echo "$usr"/lib/*-linux-gnu):$llvm/lib"
export PYTHONPATH="$(echo "$llvm"/lib/python3.*/site-packages):$usr/lib/python3/dist-packages"
export LLDB_DEBUGSERVER_PATH="$llvm/bin/lldb-server"
exec "$llvm/bin/${program}" "$@"
`;
  writeFileSync(join(folder, program), script, { mode: 0o755 });
}

/** The libraries that the packages depend on are the system's; where one is missing it shows here and not in a test. */
function checkPython(lldb: string): void {
  const said = runProgram(lldb, ['--batch', '--no-lldbinit', '-o', `script print('${SEES_PYTHON}')`], '/');
  if (!said.includes(`\n${SEES_PYTHON}`)) throw new Error(`LLDB ${MAJOR} was unpacked, and has no Python: ${said}`);
}
