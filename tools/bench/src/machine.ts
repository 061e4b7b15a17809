import { cpus, loadavg } from 'node:os';

export type Machine = { node: string; platform: string; cores: number; processor: string; load: number };

export function machineNow(): Machine {
  const cores = cpus();
  const [load = 0] = loadavg();
  return {
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    cores: cores.length,
    processor: cores[0]?.model.trim() ?? 'CPU',
    load,
  };
}

/** One line about where the figures come from. */
export function machineLine({ node, platform, cores, processor, load }: Machine): string {
  return `Node ${node.slice(1)}, ${platform}, ${cores} × ${processor}, load ${load.toFixed(1)}`;
}

/** The line, and a warning when others were using the machine. */
export function describeMachine(machine: Machine = machineNow()): string {
  const line = machineLine(machine);
  if (machine.load <= machine.cores / 2) return line;
  return `${line}\nThe machine is busy: trust the ratios, which were taken in turns, and not the absolute figures.`;
}
