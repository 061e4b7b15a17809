import { addonInfo, Store } from '@bimetal/bindings';
import { type Status, type StatusHistory } from '@bimetal/contract';
import { Inject, Injectable } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { type Config } from '../config/config.js';
import { CONFIG } from '../config/config.token.js';
import { degradedBy } from '../health/degraded.js';
import { DRAINING, type Draining } from '../http/draining.js';
import { Parameters } from '../http/parameters.js';
import { type LoopFigures, sumOf } from '../metrics/loop-figures.js';
import { SERVER_FIGURES, type ServerFigures } from '../metrics/server-figures.js';
import { PROGRAM, type Program } from '../program.js';
import { type Peers, PEERS } from '../workers/peers.js';
import { shownSettings } from './shown-settings.js';

/** What the server is and does. Unlike the health it answers 200 whatever there is to tell. */
@Injectable()
export class StatusService {
  readonly #buildId: string;
  readonly #settings: Status['settings'];

  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(CONFIG) config: Config,
    @Inject(DRAINING) private readonly draining: Draining,
    @Inject(PROGRAM) private readonly program: Program,
    @Inject(SERVER_FIGURES) private readonly figures: ServerFigures,
    @Inject(PEERS) private readonly peers: Pick<Peers, 'figures' | 'history'>,
  ) {
    this.#buildId = program.buildId();
    this.#settings = shownSettings(config);
  }

  async status(): Promise<Status> {
    const { buildId, profile } = addonInfo();
    const all = await this.peers.figures();
    const expires = this.figures.certificateExpires()?.toISOString();
    return {
      ...this.#state(),
      version: this.program.version,
      builds: { api: this.#buildId, addon: buildId, profile, node: process.version },
      startedAt: new Date(performance.timeOrigin).toISOString(),
      uptimeSeconds: Math.round(process.uptime()),
      store: storeFigures(this.store),
      memory: memoryFigures(all),
      connections: connectionFigures(all),
      ...(expires === undefined ? {} : { certificateExpires: expires }),
      requests: { limited: sumOf(all, ({ limited }) => limited) },
      feeds: feedFigures(all),
      settings: this.#settings,
    };
  }

  /** The samples of the last hour, or those after a moment. */
  history({ raw }: Pick<FastifyRequest, 'raw'>): Promise<StatusHistory> {
    const since = new Parameters(raw.url).integer('since', 0, Number.MAX_SAFE_INTEGER);
    return this.peers.history(since ?? 0);
  }

  #state(): Pick<Status, 'status' | 'degraded' | 'failed'> {
    if (this.draining.value) return { status: 'stopping' };
    const poison = this.store.poison();
    if (poison !== undefined) return { status: 'failed', failed: { code: poison.code, reason: poison.message } };
    const failure = this.store.backgroundFailure();
    return failure === undefined ? { status: 'ready' } : { status: 'degraded', degraded: degradedBy(failure) };
  }
}

function storeFigures(store: Store): Status['store'] {
  const { engine, formatVersion, lastRevision } = store.info();
  const { commits, changesSince, syncs, ...statistics } = store.statistics();
  const { documents, expiringDocuments, liveBytes, deadBytes, diskBytes, segments, compaction } = statistics;
  return {
    engine,
    formatVersion,
    lastRevision: String(lastRevision),
    changesSince: String(changesSince),
    documents,
    expiringDocuments,
    liveBytes,
    deadBytes,
    diskBytes,
    segments,
    compaction,
    commitGroups: commits.groups,
    commitBatches: commits.batches,
    queuedBatches: commits.queuedBatches,
    queuedBytes: commits.queuedBytes,
    fsyncs: syncs,
  };
}

function memoryFigures(all: readonly LoopFigures[]): Status['memory'] {
  return {
    residentBytes: process.memoryUsage.rss(),
    heapBytes: sumOf(all, ({ memory }) => memory.heapTotal),
    heapUsedBytes: sumOf(all, ({ memory }) => memory.heapUsed),
    externalBytes: sumOf(all, ({ memory }) => memory.external),
  };
}

function connectionFigures(all: readonly LoopFigures[]): Status['connections'] {
  return {
    open: sumOf(all, ({ connections }) => connections.open),
    accepted: sumOf(all, ({ connections }) => connections.accepted),
    refused: sumOf(all, ({ connections }) => connections.refused),
  };
}

function feedFigures(all: readonly LoopFigures[]): Status['feeds'] {
  return {
    open: sumOf(all, ({ feeds }) => feeds.open),
    lagRevisionsMax: Math.max(...all.map(({ feeds }) => feeds.lagRevisionsMax)),
    overrun: sumOf(all, ({ feeds }) => feeds.overrun),
  };
}
