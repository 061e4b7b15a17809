import { loadAddon } from './addon.js';
import { fromNative } from './native-error.js';

/**
 * Sends a text to a Unix datagram socket, which Node cannot: a path, or `@` and an abstract name on Linux. Says whether it
 * was sent, and waits for nobody. So a service tells systemd that it is ready (`sd_notify(3)`). Always false on Windows.
 *
 * @throws {BimetalError} ARGUMENT_INVALID, ADDON_NOT_LOADED
 */
export function sendDatagram(path: string, text: string): boolean {
  try {
    return loadAddon().sendDatagram(path, text);
  } catch (error) {
    throw fromNative(error);
  }
}
