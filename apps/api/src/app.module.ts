import { Store } from '@bimetal/bindings';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Access } from './access/access.js';
import { SessionModule } from './access/session.module.js';
import { ApiKeysModule } from './api-keys/api-keys.module.js';
import { BackupsModule } from './backups/backups.module.js';
import { BatchModule } from './batch/batch.module.js';
import { ChangesModule } from './changes/changes.module.js';
import { ChecksModule } from './checks/checks.module.js';
import { Compression } from './compression/compression.js';
import { type Config } from './config/config.js';
import { CONFIG } from './config/config.token.js';
import { DataModule } from './data/data.module.js';
import { NUMBERS } from './data/numbers.js';
import { HealthModule } from './health/health.module.js';
import { DRAINING, type Draining } from './http/draining.js';
import { ImportsModule } from './imports/imports.module.js';
import { IndexModule } from './index/index.module.js';
import { ListsModule } from './lists/lists.module.js';
import { Audit } from './logging/audit.js';
import { type Logger } from './logging/logger.js';
import { LOGGER } from './logging/logger.token.js';
import { type Metrics } from './metrics/metrics.js';
import { SERVER_FIGURES, type ServerFigures } from './metrics/server-figures.js';
import { PROGRAM, type Program } from './program.js';
import { ReferenceModule } from './reference/reference.module.js';
import { PAGE_FILES, type PageFiles } from './static/page-files.js';
import { StaticModule } from './static/static.module.js';
import { StatusModule } from './status/status.module.js';
import { type Peers, PEERS } from './workers/peers.js';

/** What the features share: made before Nest, so that what can go wrong with it is told in plain words. */
export interface Shared {
  readonly program: Program;
  readonly config: Config;
  readonly store: Store;
  readonly draining: Draining;
  readonly logger: Logger;
  readonly page: PageFiles;
  readonly access: Access;
  readonly audit: Audit;
  readonly figures: ServerFigures;
  readonly metrics: Metrics | undefined;
  readonly peers: Peers;
}

@Global()
@Module({
  imports: [
    ApiKeysModule,
    BackupsModule,
    BatchModule,
    ChangesModule,
    ChecksModule,
    DataModule,
    HealthModule,
    ImportsModule,
    IndexModule,
    ListsModule,
    ReferenceModule,
    SessionModule,
    StaticModule,
    StatusModule,
  ],
})
export class AppModule {
  static over(
    { program, config, store, draining, logger, page, access, audit, figures, peers }: Shared,
    compression: Compression,
  ): DynamicModule {
    const providers = [
      { provide: CONFIG, useValue: config },
      { provide: Store, useValue: store },
      { provide: Compression, useValue: compression },
      { provide: DRAINING, useValue: draining },
      { provide: LOGGER, useValue: logger },
      { provide: PROGRAM, useValue: program },
      { provide: PAGE_FILES, useValue: page },
      { provide: Access, useValue: access },
      { provide: Audit, useValue: audit },
      { provide: SERVER_FIGURES, useValue: figures },
      { provide: PEERS, useValue: peers },
      { provide: NUMBERS, useValue: peers.numbers },
    ];
    return { module: AppModule, providers, exports: providers.map(({ provide }) => provide) };
  }
}
