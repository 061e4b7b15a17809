import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getSystemErrorMessage } from 'node:util';

import { probePtrace } from './ptrace-probe.ts';
import { broken, type Check, fine, type Finding, notice, type SetUp } from '../set-up.ts';

const CONTAINER_FLAGS = 'docker run --cap-add=SYS_PTRACE --security-opt seccomp=unconfined … (.devcontainer does so)';
const RELAX_YAMA = 'sudo sysctl -w kernel.yama.ptrace_scope=0';

/** Whether the kernel lets one process debug another. All of it is Linux: elsewhere the system asks the user itself. */
export const tracingChecks: readonly Check[] = [
  onLinux('ptrace', examinePtrace),
  onLinux('Yama', examineYama),
  onLinux('seccomp', examineSeccomp),
  onLinux('ASLR', examineAslr),
];

function onLinux(name: string, examine: (setUp: SetUp) => Finding): Check {
  return {
    name,
    examine: (setUp) =>
      setUp.platform === 'linux' ? examine(setUp) : notice(`not looked at: this is ${setUp.platform}, not Linux`),
  };
}

function examinePtrace(setUp: SetUp): Finding {
  const result = probePtrace(setUp);
  if (!result) {
    return notice('could not be tried: that takes python3, which LLDB needs too', 'sudo apt-get install python3');
  }
  if (result.launch !== 0) {
    return broken(`a debugger may not even trace what it starts itself: ${reason(result.launch)}`, tracingMend(setUp));
  }
  if (result.attach !== 0) {
    const says = `launching under a debugger works, attaching to a running process does not: ${reason(result.attach)}`;
    return notice(says, tracingMend(setUp));
  }
  return fine('a process was launched and another attached to');
}

/** A filter is named before Yama: it refuses whatever Yama allows. */
function tracingMend(setUp: SetUp): string {
  if (seccompMode(setUp) !== 0) return CONTAINER_FLAGS;
  return (yamaScope(setUp) ?? 0) > 0 ? RELAX_YAMA : CONTAINER_FLAGS;
}

function examineYama(setUp: SetUp): Finding {
  const scope = yamaScope(setUp);
  if (scope === undefined) return fine('this kernel has no Yama');
  if (scope === 0) return fine('ptrace_scope is 0');
  if (scope === 3) {
    const mend = 'set kernel.yama.ptrace_scope = 0 in /etc/sysctl.d and restart the machine: 3 cannot be lowered again';
    return broken('ptrace_scope is 3: nobody may debug anything', mend);
  }
  if (mayTraceAnything(setUp)) return fine(`ptrace_scope is ${scope}, and this user may trace all the same`);
  return scope === 1
    ? notice('ptrace_scope is 1: launching works, attaching to a running process is refused', RELAX_YAMA)
    : broken('ptrace_scope is 2: only an administrator may debug', RELAX_YAMA);
}

function examineSeccomp(setUp: SetUp): Finding {
  const mode = seccompMode(setUp);
  if (mode === 0) return fine('no filter on this process');
  const probe = probePtrace(setUp);
  if (!probe)
    return notice(`a filter is active (mode ${mode}), and what it refuses could not be tried`, CONTAINER_FLAGS);
  return probe.launch === 0
    ? fine('a filter is active, and lets ptrace pass')
    : broken(`a filter is active (mode ${mode}), and ptrace is refused`, CONTAINER_FLAGS);
}

function examineAslr(setUp: SetUp): Finding {
  const setting = readSystem(setUp, 'proc/sys/kernel/randomize_va_space') ?? 'unknown';
  const probe = probePtrace(setUp);
  if (!probe)
    return notice(`randomize_va_space is ${setting}; whether a debugger may switch it off could not be tried`);
  if (probe.fixedAddresses === 0) {
    return fine(`randomize_va_space is ${setting}; a debugger may switch it off for what it launches`);
  }
  const says = `a debugger may not switch it off (${reason(probe.fixedAddresses)}), and LLDB then refuses to launch`;
  return broken(says, `in LLDB: settings set target.disable-aslr false; or ${CONTAINER_FLAGS}`);
}

function yamaScope(setUp: SetUp): number | undefined {
  const text = readSystem(setUp, 'proc/sys/kernel/yama/ptrace_scope');
  return text === undefined ? undefined : Number(text);
}

function seccompMode(setUp: SetUp): number {
  return Number(statusField(setUp, 'Seccomp') ?? 0);
}

/** CAP_SYS_PTRACE is capability 19: it stands above scope 1 and 2. */
function mayTraceAnything(setUp: SetUp): boolean {
  const capabilities = BigInt(`0x${statusField(setUp, 'CapEff') ?? '0'}`);
  return ((capabilities >> 19n) & 1n) === 1n;
}

function statusField(setUp: SetUp, field: string): string | undefined {
  const status = readSystem(setUp, 'proc/self/status') ?? '';
  return new RegExp(`^${field}:\\s*(\\S+)`, 'm').exec(status)?.[1];
}

function readSystem({ systemRoot }: SetUp, path: string): string | undefined {
  const file = join(systemRoot, path);
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}

function reason(errno: number): string {
  return getSystemErrorMessage(-errno) ?? `error ${errno}`;
}
