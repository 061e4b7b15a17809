import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { type IncomingMessage } from 'node:http';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BimetalError, type OperationOptions, type Store } from '@bimetal/bindings';
import { Grant } from '../api-keys/grant.js';
import { type Audit } from '../logging/audit.js';
import { type Logger } from '../logging/logger.js';
import { BackupsService } from './backups.service.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bimetal-backups-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

type BackUp = (target: string, options: OperationOptions) => Promise<bigint>;

function serviceOver(backup: BackUp, backupPath: string | undefined = folder): BackupsService {
  const logger = { info: () => undefined } as unknown as Logger;
  const audit = { tell: () => undefined } as unknown as Audit;
  const made = new Map<string, string>();
  const memos = {
    add: (name: string) => (made.has(name) ? made.get(name) : void made.set(name, '')),
    remove: (name: string) => made.delete(name),
  };
  return new BackupsService({ backup, memos } as unknown as Store, { backupPath }, logger, audit);
}

const from = (ip: string, grant?: Grant) => ({
  id: 'a',
  raw: { headers: {}, socket: { remoteAddress: ip } } as IncomingMessage,
  grant,
});

/** A backup that goes on until it is cancelled, as a large one would. */
const endless: BackUp = (_target, { signal }) =>
  new Promise((_resolve, reject) => {
    signal?.addEventListener('abort', () => reject(new BimetalError('CANCELLED', 'the operation was cancelled')));
  });

const quick: BackUp = async (target) => {
  await mkdir(target);
  return 42n;
};

describe('BackupsService', () => {
  it('gives a backup its name when it is whole', async () => {
    const { name, revision } = await serviceOver(quick).make(from('127.0.0.1'));
    expect([name.endsWith('-revision-42'), revision]).toEqual([true, '42']);
    expect(readdirSync(folder)).toEqual([name]);
  });

  it('ends a backup that a shutdown does not wait for, and waits until it has ended', async () => {
    const service = serviceOver(endless);
    const refused = expect(service.make(from('127.0.0.1'))).rejects.toMatchObject({ code: 'SERVER_STOPPING' });
    await service.onModuleDestroy();
    await refused;
    expect(readdirSync(folder)).toEqual([]);
  });

  it('makes one at a time, and another after one that failed', async () => {
    let isFirst = true;
    const service = serviceOver(async (target, options) => {
      if (!isFirst) return quick(target, options);
      isFirst = false;
      throw new BimetalError('DISK_FULL', 'the disk is nearly full');
    });
    const first = service.make(from('::1'));
    await expect(service.make(from('::1'))).rejects.toMatchObject({ code: 'BACKUP_RUNNING' });
    await expect(first).rejects.toMatchObject({ code: 'DISK_FULL' });
    expect((await service.make(from('::1'))).revision).toBe('42');
  });

  it('makes none for another machine', async () => {
    await expect(serviceOver(quick).make(from('192.0.2.1'))).rejects.toMatchObject({ code: 'ADDRESS_NOT_ALLOWED' });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('makes one for another machine that sends a key', async () => {
    const key = { id: 'a', name: '', scopes: ['admin' as const], prefixes: [], created: new Date().toISOString() };
    expect((await serviceOver(quick).make(from('192.0.2.1', new Grant(key)))).revision).toBe('42');
  });
});
