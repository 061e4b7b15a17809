import { sendDatagram } from '@bimetal/bindings';

/** How often within the time that the watchdog waits it is told that the process lives. */
const TIMES_WITHIN_WATCHDOG = 2;

/**
 * What the supervisor of a service is told, by sd_notify(3): systemd, or another that speaks so. Without one it is told
 * nothing. A watchdog is told from the event loop: a server that does not answer for so long is started anew.
 */
export class Supervisor implements Disposable {
  readonly #socket: string | undefined;
  readonly #watchdogMs: number | undefined;
  readonly #send: typeof sendDatagram;
  #timer: NodeJS.Timeout | undefined;

  constructor(env: NodeJS.ProcessEnv = process.env, pid: number = process.pid, send = sendDatagram) {
    this.#socket = env['NOTIFY_SOCKET'];
    const micros = Number(env['WATCHDOG_USEC']);
    const isOurs = env['WATCHDOG_PID'] === undefined || env['WATCHDOG_PID'] === String(pid);
    this.#watchdogMs = isOurs && micros > 0 ? micros / 1000 : undefined;
    this.#send = send;
  }

  /** The server listens. */
  ready(status: string): void {
    this.#tell(`READY=1\nSTATUS=${status}`);
    if (this.#socket === undefined || this.#watchdogMs === undefined || this.#timer !== undefined) return;
    this.#timer = setInterval(() => this.#tell('WATCHDOG=1'), this.#watchdogMs / TIMES_WITHIN_WATCHDOG).unref();
  }

  /** Files are read again; to be followed by `ready`. */
  reloading(): void {
    this.#tell(`RELOADING=1\nMONOTONIC_USEC=${process.hrtime.bigint() / 1000n}`);
  }

  /** The server shuts down. The watchdog is told on until the end, which may wait for requests. */
  stopping(): void {
    this.#tell('STOPPING=1\nSTATUS=Shutting down');
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  #tell(text: string): void {
    if (this.#socket !== undefined) this.#send(this.#socket, text);
  }
}
