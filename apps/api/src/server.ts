import { addonInfo, type Store } from '@bimetal/bindings';
import { paths } from '@bimetal/contract';
import { Access } from './access/access.js';
import { ApiKeyNotes } from './api-keys/api-key-note.js';
import { ApiKeys } from './api-keys/api-keys.js';
import { type Shared } from './app.module.js';
import { prepareFolder } from './backups/prepare-folder.js';
import { ChangesService } from './changes/changes.service.js';
import { type Config } from './config/config.js';
import { exposureWarnings } from './config/exposure-warnings.js';
import { refuseOpenUrls } from './config/listen-url.js';
import { createApp } from './create-app.js';
import { hotRoutes } from './data/hot-routes.js';
import { StoreWatch } from './health/store-watch.js';
import { Certificate } from './http/certificate.js';
import { limitRequests } from './http/limit-requests.js';
import { Listener } from './http/listener.js';
import { logAccess } from './logging/access-log.js';
import { Audit } from './logging/audit.js';
import { type Logger } from './logging/logger.js';
import { type Metrics } from './metrics/metrics.js';
import { newFigures, type ServerFigures } from './metrics/server-figures.js';
import { openStore } from './open-store.js';
import { type Program } from './program.js';
import { isStore } from './refuse-foreign.js';
import { FolderPage } from './static/folder-page.js';
import { type Traces } from './traces/traces.js';

/** A running server. */
export interface Server {
  readonly urls: readonly string[];
  /** What is to be said of who can reach it. */
  readonly warnings: readonly string[];
  /** Reads the certificate again; undefined where there is none. */
  readonly reload: (() => void) | undefined;
  /** Finishes what is in flight, then closes the store. */
  close(): Promise<void>;
}

/** Opens the store, then the application over it, then the sockets: nothing is answered before all of it stands. */
export async function startServer(program: Program, config: Config, logger: Logger): Promise<Server> {
  prepareFolder(config.backupPath);
  // Where there is no store there are no keys, and none is made for a server that does not start.
  refuseOpenUrls(config.urls, config.insecure || isStore(config.datapath));
  const certificate = config.tls && new Certificate(config.tls, logger);
  const stack = new AsyncDisposableStack();
  const traces = await openTraces(program, config, logger);
  const store = openStore(config, '', traces?.storeClass);
  const { profile, buildId, path, note } = addonInfo();
  logger.info({ addon: { profile, buildId, path } }, `Addon: ${profile} build ${buildId}`);
  if (note !== undefined) logger.warn(note);
  logger.info(`Data folder: ${config.datapath}`);
  stack.defer(() => store.close());
  stack.use(new StoreWatch(store, logger));
  stack.use(traces);
  try {
    return await serve({ program, config, store, logger, certificate, traces, stack });
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

/** What a server is made of before it serves. */
interface Parts {
  readonly program: Program;
  readonly config: Config;
  readonly store: Store;
  readonly logger: Logger;
  readonly certificate: Certificate | undefined;
  readonly traces: Traces | undefined;
  /** What is to be closed at the end. */
  readonly stack: AsyncDisposableStack;
}

/** Serves an open store. */
async function serve(parts: Parts): Promise<Server> {
  const { program, config, store, logger, certificate, traces, stack } = parts;
  const page = config.uipath === undefined ? program.page : new FolderPage(config.uipath);
  const figures = newFigures();
  figures.certificateExpires = () => certificate?.expires;
  figures.spans = () => traces?.counts;
  const metrics = await openMetrics(parts, figures);
  const keys = new ApiKeys(new ApiKeyNotes(store));
  refuseOpenUrls(config.urls, config.insecure || !keys.isEmpty);
  const access = new Access(keys, config);
  const audit = new Audit(logger, config);
  const draining = { value: false };
  const shared: Shared = { program, config, store, draining, logger, page, access, audit, figures, metrics };
  const app = await createApp(shared);
  const router = app.getHttpAdapter().getInstance().routing;
  const limited = limitRequests(hotRoutes(shared, router), router, config, figures.limits, access);
  const logged = logAccess(limited, config, logger);
  const measured = metrics?.requests.around(logged) ?? logged;
  const handler = traces?.around(measured) ?? measured;
  // What systemd has opened shows its address only there.
  const guarded = { ...config, insecure: config.insecure || !keys.isEmpty };
  const listener = await Listener.open(guarded, handler, { counts: figures.connections, certificate, logger });
  return {
    urls: listener.urls,
    warnings: exposureWarnings(config, keys.isEmpty),
    reload: certificate && (() => reload(certificate, audit)),
    close: async () => {
      draining.value = true;
      // Feeds end only when they are told to.
      app.get(ChangesService, { strict: false }).stop();
      const { cut } = await listener.close(config.drainSeconds * 1000);
      if (cut > 0) logger.warn(`Cut requests that were not done after ${config.drainSeconds} s`);
      await app.close();
      await stack.disposeAsync();
    },
  };
}

function reload(certificate: Certificate, audit: Audit): void {
  certificate.reload();
  audit.tell('certificate read again', undefined, { expires: certificate.expires.toISOString() });
}

/** What records traces, where somebody wants them. */
async function openTraces(program: Program, config: Config, logger: Logger): Promise<Traces | undefined> {
  const { tracesUrl } = config;
  if (tracesUrl === undefined) return undefined;
  const { Traces } = await import('./traces/traces.js');
  // What stands in the URL beside the place may be secret.
  const { origin, pathname } = new URL(tracesUrl);
  logger.info(`Traces go to ${origin}${pathname}`);
  return Traces.open(tracesUrl, config, program.version, logger);
}

/** What counts for the metrics, where they are asked for, and the address where they are alone. */
async function openMetrics(parts: Parts, figures: ServerFigures): Promise<Metrics | undefined> {
  const { program, config, store, logger, stack } = parts;
  const { metricsUrl } = config;
  if (!config.metrics && metricsUrl === undefined) return undefined;
  const { Metrics } = await import('./metrics/metrics.js');
  const metrics = stack.use(new Metrics(store, figures, program.version));
  if (metricsUrl !== undefined) {
    const { openMetricsListener } = await import('./metrics/metrics-listener.js');
    const listener = await openMetricsListener(metricsUrl, config, () => metrics.text(), parts);
    // Until the end, so that the end can be watched too.
    stack.defer(async () => void (await listener.close(0)));
    for (const url of listener.urls) logger.info(`Metrics at ${url}${paths.metrics}`);
  }
  return metrics;
}
