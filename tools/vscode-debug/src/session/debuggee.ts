const INSPECTOR_LINES =
  /^(Debugger listening on ws:|For help, see: https:\/\/nodejs\.org|Debugger attached\.|Debugger ending on|Waiting for the debugger to disconnect).*\r?\n?/gm;

/** What the program wrote, without what Node says of the debugger that everybody sees already. */
export function withoutInspectorLines(output: string): string {
  return output.replace(INSPECTOR_LINES, '');
}

export function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}
