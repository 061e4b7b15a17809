import { jest } from '@jest/globals';
import { type NewApiKey } from '@bimetal/contract';
import { type KeptApiKey } from './api-key-note.js';
import { ApiKeys, type ApiKeyStorage } from './api-keys.js';

/** What a store would keep, without one. */
class Shelf implements ApiKeyStorage {
  readonly kept = new Map<string, KeptApiKey>();

  read(): KeptApiKey[] {
    return [...this.kept.values()];
  }

  put(kept: KeptApiKey): Promise<void> {
    this.kept.set(kept.key.id, kept);
    return Promise.resolve();
  }

  remove({ id }: { readonly id: string }): Promise<void> {
    this.kept.delete(id);
    return Promise.resolve();
  }
}

const asked = (more: Partial<NewApiKey> = {}): NewApiKey => ({ name: '', scopes: ['admin'], prefixes: [], ...more });
const code = (wanted: string): Error => expect.objectContaining({ code: wanted }) as unknown as Error;

describe('ApiKeys', () => {
  it('are made once, kept as hashes, and known again after a restart', async () => {
    const shelf = new Shelf();
    const keys = new ApiKeys(shelf);
    expect(keys.isEmpty).toBe(true);
    const made = await keys.create(asked({ name: 'root' }));
    expect(made.key).toMatch(/^bmt_[2-9a-z]{12}_[0-9a-f]{64}$/);
    expect(JSON.stringify([...shelf.kept])).not.toContain(made.key.slice(17));
    const { key: _, ...told } = made;
    const again = new ApiKeys(shelf);
    expect(again.list()).toEqual([told]);
    expect(again.grantOf(`Bearer ${made.key}`).key).toEqual(told);
    expect(again.grantOf(`bearer  ${made.key} `).key.id).toBe(made.id);
  });

  it('grant nothing for what is no key, the key of nobody, or one with another secret', async () => {
    const keys = new ApiKeys(new Shelf());
    const { key, id } = await keys.create(asked());
    const other = `bmt_${id}_${'0'.repeat(64)}`;
    for (const wrong of [
      '',
      'Bearer',
      `Basic ${key}`,
      `Bearer ${key}0`,
      `Bearer ${other}`,
      `Bearer bmt_${'2'.repeat(12)}_${'0'.repeat(64)}`,
    ]) {
      expect(() => keys.grantOf(wrong)).toThrow(code('API_KEY_UNKNOWN'));
      expect(keys.known(wrong)).toBeUndefined();
    }
  });

  it('are known by their header once they were found right, until they are revoked', async () => {
    const keys = new ApiKeys(new Shelf());
    await keys.create(asked());
    const { key, id } = await keys.create(asked({ scopes: ['read'] }));
    const header = `Bearer ${key}`;
    expect(keys.known(header)).toBeUndefined();
    const grant = keys.grantOf(header);
    expect(keys.known(header)).toBe(grant);
    const ended = jest.fn();
    grant.whenEnded(ended);
    await keys.revoke(id, false);
    expect([ended.mock.calls.length, grant.isStillAllowed(), keys.known(header)]).toEqual([1, false, undefined]);
    expect(() => keys.grantOf(header)).toThrow(code('API_KEY_UNKNOWN'));
    await expect(keys.revoke(id, false)).rejects.toEqual(code('API_KEY_NOT_FOUND'));
  });

  it('grant nothing once they have expired, and the server needs a key all the same', async () => {
    const keys = new ApiKeys(new Shelf());
    const now = jest.spyOn(Date, 'now');
    try {
      now.mockReturnValue(Date.parse('2030-01-01T00:00:00Z'));
      const { key } = await keys.create(asked({ expires: '2030-01-01T00:00:01Z' }));
      const header = `Bearer ${key}`;
      expect(keys.grantOf(header).isStillAllowed()).toBe(true);
      now.mockReturnValue(Date.parse('2030-01-01T00:00:01Z'));
      expect(keys.known(header)).toBeUndefined();
      expect(() => keys.grantOf(header)).toThrow(code('API_KEY_EXPIRED'));
      expect(keys.isEmpty).toBe(false);
    } finally {
      now.mockRestore();
    }
  });

  it('begin with one that administrates, also when two are asked for at once', async () => {
    const keys = new ApiKeys(new Shelf());
    await expect(keys.create(asked({ scopes: ['read', 'write'] }))).rejects.toEqual(code('API_KEY_ADMIN_NEEDED'));
    const [root, reader] = await Promise.all([keys.create(asked()), keys.create(asked({ scopes: ['read'] }))]);
    expect(
      keys
        .list()
        .map(({ id }) => id)
        .sort(),
    ).toEqual([root.id, reader.id].sort());
  });

  it('keep one that administrates, unless the folder itself is in hand', async () => {
    const keys = new ApiKeys(new Shelf());
    const { id } = await keys.create(asked());
    await expect(keys.revoke(id, false)).rejects.toEqual(code('API_KEY_ADMIN_NEEDED'));
    await keys.create(asked({ scopes: ['read'] }));
    await expect(keys.revoke(id, false)).rejects.toEqual(code('API_KEY_ADMIN_NEEDED'));
    expect((await keys.revoke(id, true)).id).toBe(id);
  });

  it('are not known when they could not be kept', async () => {
    const shelf = new Shelf();
    const keys = new ApiKeys(shelf);
    shelf.put = () => Promise.reject(new Error('the disk is full'));
    await expect(keys.create(asked())).rejects.toThrow('the disk is full');
    expect(keys.isEmpty).toBe(true);
  });

  it('are the same for all event loops as soon as one of them has answered', async () => {
    const shelf = new Shelf();
    let version = 0;
    const peers = { version: () => version, changed: () => void version++ };
    const first = new ApiKeys(shelf, { ...peers, first: undefined });
    const other = new ApiKeys(shelf, { ...peers, first });
    expect(other.isEmpty).toBe(true);
    const root = await first.create(asked());
    const made = await other.create(asked({ scopes: ['read'] }));
    const bearer = `Bearer ${made.key}`;
    expect(other.isEmpty).toBe(false);
    expect(other.list().map(({ id }) => id)).toEqual(first.list().map(({ id }) => id));
    const grant = other.grantOf(bearer);
    let ended = false;
    grant.whenEnded(() => (ended = true));
    await first.revoke(made.id, false);
    expect(other.known(bearer)).toBeUndefined();
    expect([ended, other.grantOfId(made.id), other.grantOfId(root.id)?.key.id]).toEqual([true, undefined, root.id]);
  });
});
