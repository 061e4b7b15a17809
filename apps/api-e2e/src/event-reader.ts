import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';

/** One event as a client sees it. */
export interface StreamEvent {
  readonly name: string;
  readonly data: unknown;
  /** Its id, where it has one of its own. */
  readonly id: string | undefined;
}

/** LIMIT: what has not come by then does not come. */
const EVENT_MS_MAX = 120_000;

/** A client of server-sent events that can be paused, cut off and asked what it has: what a browser does, and nothing more. */
export class EventReader implements Disposable {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** What came and was not taken yet. */
  readonly events: StreamEvent[] = [];
  /** As a browser would send it. */
  lastEventId: string;
  /** How often the server said that it is there. */
  heartbeats = 0;
  retryMs: number | undefined;
  hasEnded = false;
  readonly #response: IncomingMessage;
  #rest = '';
  #name = 'message';
  #data: string[] = [];
  #id: string | undefined;
  #changed = (): void => undefined;

  private constructor(response: IncomingMessage, lastEventId: string) {
    this.#response = response;
    this.status = response.statusCode ?? 0;
    this.headers = response.headers;
    this.lastEventId = lastEventId;
    response.setEncoding('utf8');
    response.on('data', (text: string) => this.#take(text));
    response.on('error', () => undefined);
    response.on('close', () => {
      this.hasEnded = true;
      this.#changed();
    });
  }

  static open(
    url: string,
    path: string,
    lastEventId = '',
    more: Readonly<Record<string, string>> = {},
  ): Promise<EventReader> {
    const from = lastEventId === '' ? {} : { 'last-event-id': lastEventId };
    const headers = { accept: 'text/event-stream', ...from, ...more };
    return new Promise((resolve, reject) => {
      const sent = request(new URL(path, url), { agent: false, headers });
      sent.on('response', (response) => resolve(new EventReader(response, lastEventId)));
      sent.on('error', reject);
      sent.end();
    });
  }

  /** The next event; undefined when the stream ends without one. */
  async next(): Promise<StreamEvent | undefined> {
    await this.until(() => this.events.length > 0);
    return this.events.shift();
  }

  /** Resolves when something is so, or when the stream has ended. */
  async until(condition: () => boolean): Promise<void> {
    const deadline = Date.now() + EVENT_MS_MAX;
    while (!condition() && !this.hasEnded) {
      if (Date.now() > deadline) throw new Error(`not so within ${EVENT_MS_MAX} ms; ${this.events.length} events wait`);
      await new Promise<void>((resolve) => {
        const overdue = setTimeout(resolve, 1000);
        this.#changed = () => {
          clearTimeout(overdue);
          resolve();
        };
      });
    }
  }

  /** Takes nothing more from the system, so that it fills up. */
  pause(): void {
    this.#response.pause();
  }

  resume(): void {
    this.#response.resume();
  }

  [Symbol.dispose](): void {
    this.#response.destroy();
  }

  #take(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#takeLine(line);
    this.#changed();
  }

  #takeLine(line: string): void {
    if (line === '') {
      this.#dispatch();
      return;
    }
    const [, field = '', value = ''] = /^([^:]*):? ?(.*)$/.exec(line) ?? [];
    if (field === '') this.heartbeats++;
    else if (field === 'event') this.#name = value;
    else if (field === 'data') this.#data.push(value);
    else if (field === 'id') this.#id = value;
    else if (field === 'retry') this.retryMs = Number(value);
  }

  #dispatch(): void {
    const [name, data, id] = [this.#name, this.#data, this.#id];
    [this.#name, this.#data, this.#id] = ['message', [], undefined];
    if (id !== undefined) this.lastEventId = id;
    if (data.length > 0) this.events.push({ name, data: JSON.parse(data.join('\n')) as unknown, id });
  }
}
