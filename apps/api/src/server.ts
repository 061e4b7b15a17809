import { addonInfo, type Store } from '@bimetal/bindings';
import { paths } from '@bimetal/contract';
import { ApiKeyNotes } from './api-keys/api-key-note.js';
import { ApiKeys } from './api-keys/api-keys.js';
import { prepareFolder } from './backups/prepare-folder.js';
import { type Config } from './config/config.js';
import { exposureWarnings } from './config/exposure-warnings.js';
import { refuseOpenUrls } from './config/listen-url.js';
import { exitCodes } from './config/startup-error.js';
import { Numbers } from './data/numbers.js';
import { StoreWatch } from './health/store-watch.js';
import { Certificate } from './http/certificate.js';
import { Listener } from './http/listener.js';
import { type Audit } from './logging/audit.js';
import { type Logger } from './logging/logger.js';
import { figuresOf, type LoopFigures } from './metrics/loop-figures.js';
import { type Metrics } from './metrics/metrics.js';
import { newFigures } from './metrics/server-figures.js';
import { openStore } from './open-store.js';
import { type Program } from './program.js';
import { isStore } from './refuse-foreign.js';
import { openServing, type Serving } from './serving.js';
import { History } from './status/history/history.js';
import { type LoopSample, LoopSampler } from './status/history/loop-sample.js';
import { openTraces } from './traces/open-traces.js';
import { type Traces } from './traces/traces.js';
import { type Crew } from './workers/crew.js';
import { type Peers } from './workers/peers.js';

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
  const traces = await openTraces(config, program.version, logger);
  const store = openStore(config, '', traces?.storeClass);
  const { profile, buildId, path, note } = addonInfo();
  logger.info({ addon: { profile, buildId, path } }, `Addon: ${profile} build ${buildId}`);
  if (note !== undefined) logger.warn(note);
  logger.info(`Data folder: ${config.datapath}`);
  if (config.tracesUrl !== undefined) logger.info(`Traces go to ${placeOf(config.tracesUrl)}`);
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
  const figures = newFigures();
  figures.certificateExpires = () => certificate?.expires;
  figures.spans = () => traces?.counts;
  const numbers = new Numbers(store);
  const own = (): LoopFigures => figuresOf(1, figures, serving.metrics);
  const samples = async (): Promise<readonly LoopSample[]> => [sampler.take(), ...((await crew?.samples()) ?? [])];
  const history = new History(store, samples);
  const crew: Crew | undefined =
    config.workers > 1 ? new (await import('./workers/crew.js')).Crew(numbers, own, history) : undefined;
  const peers: Peers = crew ?? {
    isFirst: true,
    numbers,
    figures: () => Promise.resolve([own()]),
    history: (moment) => Promise.resolve(history.since(moment)),
  };
  const keys = new ApiKeys(new ApiKeyNotes(store), peers.others?.keys);
  refuseOpenUrls(config.urls, config.insecure || !keys.isEmpty);
  const serving = await openServing({ program, config, store, logger, figures, keys, peers, traces });
  const sampler = stack.use(new LoopSampler(serving.counts, own));
  if (serving.metrics !== undefined) await openMetrics(serving.metrics, parts);
  await crew?.start(program, { config, certificate: certificate?.loaded }, dutiesOf(parts, keys, serving));
  // What systemd has opened shows its address only there.
  const guarded = { ...config, insecure: config.insecure || !keys.isEmpty };
  const listener = await Listener.open(guarded, serving.handler, {
    counts: figures.connections,
    certificate,
    logger,
    ...(crew && { open: crew.region, sharing: 'first' }),
  });
  await crew?.listen(listener.shared);
  stack.use(history).start();
  return {
    urls: listener.urls,
    warnings: exposureWarnings(config, keys.isEmpty),
    reload: certificate && (() => reload(certificate, serving.audit, crew)),
    close: async () => {
      serving.stop();
      const drainMs = config.drainSeconds * 1000;
      const [{ cut }, others] = await Promise.all([listener.close(drainMs), crew?.drain(drainMs)]);
      if (cut + (others ?? 0) > 0) logger.warn(`Cut requests that were not done after ${config.drainSeconds} s`);
      await serving.close();
      await stack.disposeAsync();
    },
  };
}

/** A URL without what may be secret in it. */
function placeOf(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}

/** What this event loop does for the others. */
function dutiesOf({ logger }: Parts, keys: ApiKeys, serving: Serving): Parameters<Crew['start']>[2] {
  return {
    keys,
    lookAgain: () => serving.access.sessions.lookAgain(),
    lost: (error) => {
      logger.fatal({ err: error }, 'Failed');
      process.exit(exitCodes.failed);
    },
  };
}

function reload(certificate: Certificate, audit: Audit, crew: Crew | undefined): void {
  certificate.reload();
  crew?.show(certificate.loaded);
  audit.tell('certificate read again', undefined, { expires: certificate.expires.toISOString() });
}

/** The address where the metrics are alone. */
async function openMetrics(metrics: Metrics, parts: Parts): Promise<void> {
  const { config, logger, stack } = parts;
  const { metricsUrl } = config;
  stack.use(metrics);
  if (metricsUrl === undefined) return;
  const { openMetricsListener } = await import('./metrics/metrics-listener.js');
  const listener = await openMetricsListener(metricsUrl, config, () => metrics.text(), parts);
  // Until the end, so that the end can be watched too.
  stack.defer(async () => void (await listener.close(0)));
  for (const url of listener.urls) logger.info(`Metrics at ${url}${paths.metrics}`);
}
