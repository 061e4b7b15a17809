import { cpus, loadavg } from 'node:os';

/** One line about where the figures come from, and a warning when others were using the machine. */
export function describeMachine(): string {
  const cores = cpus();
  const [load = 0] = loadavg();
  const line = `Node ${process.version}, ${process.platform}-${process.arch}, ${cores.length} × ${cores[0]?.model.trim() ?? 'CPU'}, load ${load.toFixed(1)}`;
  if (load <= cores.length / 2) return line;
  return `${line}\nThe machine is busy: trust the ratios, which were taken in turns, and not the absolute figures.`;
}
