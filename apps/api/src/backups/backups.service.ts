import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { type OperationOptions, Store } from '@bimetal/bindings';
import { type Backup, type BackupLine } from '@bimetal/contract';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type Config } from '../config/config.js';
import { CONFIG } from '../config/config.token.js';
import { wantsLines } from '../lists/media-type.js';
import { Audit } from '../logging/audit.js';
import { type Logger } from '../logging/logger.js';
import { LOGGER } from '../logging/logger.token.js';
import { refuseOtherMachines } from '../operations/from-own-machine.js';
import { LoneWork } from '../operations/lone-work.js';
import { sendOperation } from '../operations/send-operation.js';
import { RequestError } from '../problem/request-error.js';

/** What a folder is called that is no backup yet. */
const UNFINISHED = '.unfinished-';

/**
 * Backups of the running store. A request says when, and nothing else: where they go is the configuration's business, what
 * they are called is decided here, and one is made at a time.
 */
@Injectable()
export class BackupsService implements OnModuleDestroy {
  readonly #work: LoneWork;

  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(CONFIG) private readonly config: Pick<Config, 'backupPath'>,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(Audit) private readonly audit: Audit,
  ) {
    const running = 'a backup is being made already: ask again when it is done';
    const stopping = 'the server is shutting down: no backup was made';
    this.#work = new LoneWork(store, {
      name: 'backup',
      running: () => new RequestError('BACKUP_RUNNING', running),
      stopping: () => new RequestError('SERVER_STOPPING', stopping),
    });
  }

  /** Makes a backup, and answers when it is on disk; with its progress to who wants lines, and none is made once they go away. */
  async answer(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    if (wantsLines(request.headers.accept)) {
      const begin = (signal: AbortSignal, options: OperationOptions): Promise<Backup> =>
        this.make(request, { ...options, signal });
      await sendOperation(reply, begin, (backup) => [{ backup } satisfies BackupLine]);
      return;
    }
    const backup = await this.make(request);
    reply.code(201).header('cache-control', 'no-store').send(backup);
  }

  /** Makes a backup, and resolves when it is on disk. */
  async make(request: Pick<FastifyRequest, 'id' | 'raw' | 'grant'>, options: OperationOptions = {}): Promise<Backup> {
    const { backupPath } = this.config;
    if (backupPath === undefined) {
      throw new RequestError('BACKUPS_NOT_CONFIGURED', 'start the server with --backup-path to make backups');
    }
    refuseOtherMachines(request, 'a backup');
    const backup = await this.#work.run(options, (told) => this.#make(backupPath, told));
    this.audit.tell('backup made', request, { ...backup });
    return backup;
  }

  onModuleDestroy(): Promise<void> {
    return this.#work.end();
  }

  async #make(folder: string, options: OperationOptions): Promise<Backup> {
    // Colons are no characters of a file name everywhere.
    const time = new Date().toISOString().replaceAll(':', '-');
    const unfinished = join(folder, `${UNFINISHED}${time}`);
    this.logger.info(`Making a backup in ${folder}…`);
    const revision = await this.store.backup(unfinished, options);
    const name = `${time}-revision-${revision}`;
    await rename(unfinished, join(folder, name));
    await syncFolder(folder);
    this.logger.info({ revision: String(revision) }, `Made the backup ${join(folder, name)}`);
    return { name, revision: String(revision) };
  }
}

/** Makes a new name in a folder survive a power cut. Windows has no such call; its file systems journal names. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  await using handle = await open(folder, 'r');
  await handle.sync();
}
