import type { CargoOptions } from './options.ts';

export function cargoArguments(options: CargoOptions, hasLockFile: boolean): string[] {
  const { command, args = [], toolArgs = [], locked = false } = options;
  return [
    command,
    ...(locked && hasLockFile ? ['--locked'] : []),
    ...args,
    ...(toolArgs.length > 0 ? ['--', ...toolArgs] : []),
  ];
}
