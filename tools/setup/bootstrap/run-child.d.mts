/** How a program ended, and whether somebody asked for it: Nx has an interrupted program's code for other reasons too. */
export type RunResult = { code: number; wasInterrupted: boolean };

export function runChild(
  command: string,
  args: readonly string[],
  options: { cwd: string; env: NodeJS.ProcessEnv },
): Promise<RunResult>;
export function mustPassOn(signal: NodeJS.Signals, platform?: NodeJS.Platform): boolean;
export function onParentGone(then: () => void): NodeJS.Timeout | undefined;
export function exitCodeOf(code: number | null, signal: NodeJS.Signals | null): number;
