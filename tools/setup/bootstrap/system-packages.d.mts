/** What is asked of the machine about its programs; a test gives its own answers. */
export type Machine = {
  env: Record<string, string | undefined>;
  exists: (path: string) => boolean;
  loads: (library: string) => boolean;
  isRoot: boolean;
  platform: NodeJS.Platform;
};

export const thisMachine: Machine;
export function findOnPath(machine: Machine, names: readonly string[]): string | undefined;
export function findProgram(machine: Machine, names: readonly string[]): string | undefined;
export function usableApt(machine: Machine): string | undefined;
export function installPackages(aptGet: string, packages: readonly string[]): void;
