import { type RequestListener } from 'node:http';
import { type Store } from '@bimetal/bindings';
import { Access } from './access/access.js';
import { type ApiKeys } from './api-keys/api-keys.js';
import { type Shared } from './app.module.js';
import { ChangesService } from './changes/changes.service.js';
import { ChecksService } from './checks/checks.service.js';
import { type Config } from './config/config.js';
import { createApp } from './create-app.js';
import { hotRoutes } from './data/hot-routes.js';
import { limitRequests } from './http/limit-requests.js';
import { logAccess } from './logging/access-log.js';
import { Audit } from './logging/audit.js';
import { type Logger } from './logging/logger.js';
import { type Metrics } from './metrics/metrics.js';
import { type ServerFigures } from './metrics/server-figures.js';
import { type Program } from './program.js';
import { FolderPage } from './static/folder-page.js';
import { RequestCounts } from './status/history/request-counts.js';
import { type Traces } from './traces/traces.js';
import { type Peers } from './workers/peers.js';

/** What an event loop serves with. */
export interface ServingParts {
  readonly program: Program;
  readonly config: Config;
  readonly store: Store;
  readonly logger: Logger;
  readonly figures: ServerFigures;
  readonly keys: ApiKeys;
  readonly peers: Peers;
  /** What records requests, where somebody wants traces. */
  readonly traces: Traces | undefined;
}

/** An event loop that serves: the application over an open store. It listens on nothing by itself. */
export interface Serving {
  /** What answers requests. */
  readonly handler: RequestListener;
  readonly access: Access;
  readonly audit: Audit;
  /** What counts for the metrics, where they are asked for. */
  readonly metrics: Metrics | undefined;
  /** What counts requests for the history. */
  readonly counts: RequestCounts;
  /** Takes no new work, and ends what would not end by itself. */
  stop(): void;
  /** Closes the application, when what was in flight is done or cut. */
  close(): Promise<void>;
}

export async function openServing(parts: ServingParts): Promise<Serving> {
  const { program, config, store, logger, figures, keys, peers, traces } = parts;
  const page = config.uipath === undefined ? program.page : new FolderPage(config.uipath);
  const metrics = await metricsOf(parts);
  const access = new Access(keys, config, sessionPeersOf(parts));
  const audit = new Audit(logger, config);
  const draining = { value: false };
  const shared: Shared = { program, config, store, draining, logger, page, access, audit, figures, metrics, peers };
  const app = await createApp(shared);
  const router = app.getHttpAdapter().getInstance().routing;
  const { rateLimiter } = peers.others ?? {};
  const limited = limitRequests(hotRoutes(shared, router), router, config, figures.limits, access, rateLimiter);
  const logged = logAccess(limited, config, logger);
  const measured = metrics?.requests.around(logged) ?? logged;
  const counts = new RequestCounts();
  const counted = counts.around(measured);
  return {
    handler: traces?.around(counted) ?? counted,
    counts,
    access,
    audit,
    metrics,
    stop: () => {
      draining.value = true;
      // Feeds end only when they are told to.
      app.get(ChangesService, { strict: false }).stop();
      app.get(ChecksService, { strict: false }).stop();
    },
    close: () => app.close(),
  };
}

async function metricsOf({ program, config, store, figures, peers }: ServingParts): Promise<Metrics | undefined> {
  if (!config.metrics && config.metricsUrl === undefined) return undefined;
  const { Metrics } = await import('./metrics/metrics.js');
  return new Metrics(store, figures, program.version, () => peers.figures());
}

function sessionPeersOf({ store, keys, peers: { others } }: ServingParts): ConstructorParameters<typeof Access>[2] {
  if (others === undefined) return undefined;
  const { memos } = store;
  return {
    memos: {
      get: (name) => memos.get(name),
      add: (name, text) => memos.add(name, text),
      // A session may end with its time while the server ends.
      remove: (name) => (store.closed ? undefined : memos.remove(name)),
    },
    grantOfKey: (id) => keys.grantOfId(id),
    ended: () => others.sessionEnded(),
  };
}
