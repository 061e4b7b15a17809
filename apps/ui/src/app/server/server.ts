import { inject, InjectionToken } from '@angular/core';
import { Client, type ClientOptions } from '@bimetal/client';
import { Standing } from '../session/standing';

/** A document may have megabytes, and a line few of them a second: this only ends what would never end. */
const TIMEOUT_MS = 600_000;

/** Few, and soon over: the person sees what is wrong, and the list asks again by itself. */
const RETRIES = 2;

/** How the page reaches the server that it came from. */
export const SERVER_OPTIONS = new InjectionToken<ClientOptions>('SERVER_OPTIONS', {
  factory: () => ({ timeoutMs: TIMEOUT_MS, retries: RETRIES }),
});

/** The same for whatever asks the server: where that refuses something for want of a session, the page is signed out. */
export const NOTICING_OPTIONS = new InjectionToken<ClientOptions>('NOTICING_OPTIONS', {
  factory: () => {
    const standing = inject(Standing);
    const options = inject(SERVER_OPTIONS);
    const { fetch: send = fetch } = options;
    const noticing: typeof fetch = async (input, init) => {
      const answer = await send(input, init);
      if (answer.status === 401) standing.lapse();
      return answer;
    };
    return { ...options, fetch: noticing };
  },
});

/** The server that the page came from. */
export const SERVER = new InjectionToken<Client>('SERVER', {
  factory: () => new Client(inject(NOTICING_OPTIONS)),
});
