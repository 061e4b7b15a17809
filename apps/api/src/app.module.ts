import { fileURLToPath } from 'node:url';
import { Store } from '@bimetal/bindings';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { BackupsModule } from './backups/backups.module.js';
import { type Config } from './config/config.js';
import { CONFIG } from './config/config.token.js';
import { DataModule } from './data/data.module.js';
import { HealthModule } from './health/health.module.js';
import { DRAINING, type Draining } from './http/draining.js';
import { type Logger } from './logging/logger.js';
import { LOGGER } from './logging/logger.token.js';
import { PAGE_FOLDER } from './static/page.service.js';
import { StaticModule } from './static/static.module.js';

/** Where this workspace builds its page. */
const PAGE_FOLDER_BUILT = fileURLToPath(new URL('../../ui/dist/browser', import.meta.url));

/** What the features share: made before Nest, so that what can go wrong with it is told in plain words. */
export interface Shared {
  readonly config: Config;
  readonly store: Store;
  readonly draining: Draining;
  readonly logger: Logger;
}

@Global()
@Module({ imports: [BackupsModule, DataModule, HealthModule, StaticModule] })
export class AppModule {
  static over({ config, store, draining, logger }: Shared): DynamicModule {
    const providers = [
      { provide: CONFIG, useValue: config },
      { provide: Store, useValue: store },
      { provide: DRAINING, useValue: draining },
      { provide: LOGGER, useValue: logger },
      { provide: PAGE_FOLDER, useValue: config.uipath ?? PAGE_FOLDER_BUILT },
    ];
    return { module: AppModule, providers, exports: providers.map(({ provide }) => provide) };
  }
}
