/** LLDB compiles expressions as C++, and says at length what the compiler says: one line of it is for the user. */
export function readable(message: string): string {
  const name = /use of undeclared identifier '([^']+)'/.exec(message)?.[1];
  if (name !== undefined) return `there is no ${name} in this frame`;
  const lines = message
    .split('\n')
    .map((line) => line.replace(/^(error: )?(<user expression \d+>:\d+:\d+: )?/, '').trim());
  return lines.find((line) => line !== '') ?? 'LLDB cannot evaluate this';
}
