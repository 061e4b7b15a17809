import { type FastifyRequest } from 'fastify';
import { clientAddressOf } from '../http/client-address.js';
import { type Logger } from './logger.js';

/** What an administrator does, and to what. */
export type Act =
  | 'API key made'
  | 'API key revoked'
  | 'backup made'
  | 'store checked'
  | 'range removed'
  | 'session begun'
  | 'session ended'
  | 'certificate read again';

/** Who asks for it, as far as a request knows. */
type Asked = Pick<FastifyRequest, 'id' | 'raw' | 'grant'>;

/** One line of the log for what is done to the server and not in it: who did what to what, from where, and in which request. */
export class Audit {
  readonly #logger: Logger;
  readonly #trustsProxy: boolean;

  /** Whoever wants to see warnings alone wants to see these too; only `silent` is silent. */
  constructor(logger: Logger, { trustProxy }: { readonly trustProxy: boolean }) {
    this.#logger = logger.level === 'silent' ? logger : logger.child({}, { level: 'info' });
    this.#trustsProxy = trustProxy;
  }

  /** `by` is the id of an API key, and null where the server needs none. A process that is told by a signal has no request. */
  tell(act: Act, request: Asked | undefined, what: Readonly<Record<string, unknown>> = {}): void {
    const from = request === undefined ? {} : this.#fromOf(request);
    this.#logger.info({ ...from.trace, audit: { act, ...from.who, ...what } }, `Audit: ${act}`);
  }

  #fromOf({ id, raw, grant }: Asked): { readonly trace?: object; readonly who?: object } {
    const who = { by: grant?.key.id ?? null, address: clientAddressOf(raw, this.#trustsProxy) };
    return { trace: { traceId: id }, who };
  }
}
