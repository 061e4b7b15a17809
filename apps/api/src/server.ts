import { addonInfo } from '@bimetal/bindings';
import { type Shared } from './app.module.js';
import { prepareFolder } from './backups/prepare-folder.js';
import { ChangesService } from './changes/changes.service.js';
import { type Config } from './config/config.js';
import { createApp } from './create-app.js';
import { hotRoutes } from './data/hot-routes.js';
import { StoreWatch } from './health/store-watch.js';
import { Listener } from './http/listener.js';
import { type Logger } from './logging/logger.js';
import { openStore } from './open-store.js';
import { type Program } from './program.js';
import { FolderPage } from './static/folder-page.js';

/** A running server. */
export interface Server {
  readonly urls: readonly string[];
  /** Finishes what is in flight, then closes the store. */
  close(): Promise<void>;
}

/** Opens the store, then the application over it, then the sockets: nothing is answered before all of it stands. */
export async function startServer(program: Program, config: Config, logger: Logger): Promise<Server> {
  prepareFolder(config.backupPath);
  const store = openStore(config);
  const { profile, buildId, path, note } = addonInfo();
  logger.info({ addon: { profile, buildId, path } }, `Addon: ${profile} build ${buildId}`);
  if (note !== undefined) logger.warn(note);
  logger.info(`Data folder: ${config.datapath}`);
  const watch = new StoreWatch(store, logger);
  try {
    const page = config.uipath === undefined ? program.page : new FolderPage(config.uipath);
    const shared: Shared = { program, config, store, draining: { value: false }, logger, page };
    const app = await createApp(shared);
    const handler = hotRoutes(shared, app.getHttpAdapter().getInstance().routing);
    const listener = await Listener.open(config, handler, logger);
    return {
      urls: listener.urls,
      close: async () => {
        shared.draining.value = true;
        // Feeds end only when they are told to.
        app.get(ChangesService, { strict: false }).stop();
        const { cut } = await listener.close(config.drainSeconds * 1000);
        if (cut > 0) logger.warn(`Cut requests that were not done after ${config.drainSeconds} s`);
        await app.close();
        watch[Symbol.dispose]();
        await store.close();
      },
    };
  } catch (error) {
    watch[Symbol.dispose]();
    await store.close();
    throw error;
  }
}
