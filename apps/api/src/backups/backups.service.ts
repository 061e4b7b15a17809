import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { BimetalError, type OperationOptions, Store } from '@bimetal/bindings';
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
import { sendOperation } from '../operations/send-operation.js';
import { RequestError } from '../problem/request-error.js';

/** Says that a backup is being made. */
const MEMO = 'backup';

/** What a folder is called that is no backup yet. */
const UNFINISHED = '.unfinished-';

/**
 * Backups of the running store. A request says when, and nothing else: where they go is the configuration's business, what
 * they are called is decided here, and one is made at a time.
 */
@Injectable()
export class BackupsService implements OnModuleDestroy {
  readonly #stopping = new AbortController();
  #running: Promise<Backup> | undefined;

  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(CONFIG) private readonly config: Pick<Config, 'backupPath'>,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(Audit) private readonly audit: Audit,
  ) {}

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
    // The memo tells the other event loops.
    if (this.store.memos.add(MEMO, '') !== undefined) {
      throw new RequestError('BACKUP_RUNNING', 'a backup is being made already: ask again when it is done');
    }
    this.#running = this.#make(backupPath, options);
    try {
      const backup = await this.#running;
      this.audit.tell('backup made', request, { ...backup });
      return backup;
    } finally {
      this.#running = undefined;
      if (!this.store.closed) this.store.memos.remove(MEMO);
    }
  }

  /** Ends a backup that the shutdown did not wait for, while the store is still open. */
  async onModuleDestroy(): Promise<void> {
    this.#stopping.abort();
    await this.#running?.catch(() => undefined);
  }

  async #make(folder: string, options: OperationOptions): Promise<Backup> {
    // Colons are no characters of a file name everywhere.
    const time = new Date().toISOString().replaceAll(':', '-');
    const unfinished = join(folder, `${UNFINISHED}${time}`);
    this.logger.info(`Making a backup in ${folder}…`);
    const revision = await this.#backUp(unfinished, options);
    const name = `${time}-revision-${revision}`;
    await rename(unfinished, join(folder, name));
    await syncFolder(folder);
    this.logger.info({ revision: String(revision) }, `Made the backup ${join(folder, name)}`);
    return { name, revision: String(revision) };
  }

  async #backUp(target: string, { onProgress, signal: gone }: OperationOptions): Promise<bigint> {
    const stopping = this.#stopping.signal;
    const signal = gone === undefined ? stopping : AbortSignal.any([gone, stopping]);
    try {
      return await this.store.backup(target, { signal, onProgress });
    } catch (error) {
      if (!BimetalError.is(error, 'CANCELLED') || gone?.aborted === true) throw error;
      throw new RequestError('SERVER_STOPPING', 'the server is shutting down: no backup was made');
    }
  }
}

/** Makes a new name in a folder survive a power cut. Windows has no such call; its file systems journal names. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  await using handle = await open(folder, 'r');
  await handle.sync();
}
