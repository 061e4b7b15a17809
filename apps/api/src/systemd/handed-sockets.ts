import { configError } from '../config/startup-error.js';

/** The first descriptor that is handed over, by sd_listen_fds(3). */
const FIRST = 3;

/** The descriptors of the sockets that systemd has opened for this process, or why there are none. */
export function handedSockets(env: NodeJS.ProcessEnv = process.env, pid: number = process.pid): number[] {
  const count = Number(env['LISTEN_FDS'] ?? 0);
  if (!Number.isInteger(count) || count < 1) {
    throw configError("'systemd:': systemd has handed over no sockets. Start the server by a .socket unit.");
  }
  if (env['LISTEN_PID'] !== String(pid)) {
    throw configError(
      `'systemd:': the sockets are for process ${env['LISTEN_PID']}, and this is ${pid}. ` +
        'Have ExecStart= name the executable, or node, and no script that starts it.',
    );
  }
  return Array.from({ length: count }, (_, index) => FIRST + index);
}
