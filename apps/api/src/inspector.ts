import inspector from 'node:inspector';
import { type InspectorRequest } from './config/inspector-request.js';
import { exitCodes, StartupError } from './config/startup-error.js';

/**
 * Opens Node's inspector. Node itself prints where it listens, and warns when that is beyond loopback. One that is open
 * already, by a flag of Node's own or by NODE_OPTIONS, stays as it is.
 */
export function openInspector({ host, port, pauses }: InspectorRequest): void {
  if (inspector.url() === undefined) inspector.open(port, host);
  if (inspector.url() === undefined) {
    const place = `${host.includes(':') ? `[${host}]` : host}:${port}`;
    throw new StartupError(
      'LISTEN_FAILED',
      exitCodes.listen,
      `the inspector cannot listen on ${place}: choose another port with --inspect=PORT, or 0 to let the system choose`,
    );
  }
  if (pauses) inspector.waitForDebugger();
}
