import { BimetalError, type OperationOptions } from '@bimetal/bindings';
import { RequestError } from '../problem/request-error.js';
import { LoneWork } from './lone-work.js';

/** As a long operation of a store is: it ends with its signal. */
const endless = ({ signal }: OperationOptions): Promise<never> =>
  new Promise((_resolve, reject) => {
    const cancelled = (): void => reject(new BimetalError('CANCELLED', 'the operation was cancelled'));
    if (signal?.aborted) cancelled();
    signal?.addEventListener('abort', cancelled);
  });

let memos: Map<string, string>;

function work(): LoneWork {
  const store = {
    closed: false,
    memos: {
      add: (name: string) => (memos.has(name) ? memos.get(name) : void memos.set(name, '')),
      remove: (name: string) => memos.delete(name),
    },
  };
  return new LoneWork(store as unknown as ConstructorParameters<typeof LoneWork>[0], {
    name: 'check',
    running: () => new RequestError('CHECK_RUNNING', 'one is running'),
    stopping: () => new RequestError('SERVER_STOPPING', 'the check was not finished'),
  });
}

beforeEach(() => (memos = new Map()));

describe('LoneWork', () => {
  it('is done by one of all event loops at a time, and ends with its asker', async () => {
    const asker = new AbortController();
    const first = work().run({ signal: asker.signal }, endless);
    await expect(work().run({}, () => Promise.resolve(1))).rejects.toMatchObject({ code: 'CHECK_RUNNING' });
    asker.abort();
    await expect(first).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(await work().run({}, () => Promise.resolve(1))).toBe(1);
  });

  it('says that the server stops to whom it ends for that', async () => {
    const lone = work();
    const running = lone.run({}, endless);
    const refused = expect(running).rejects.toMatchObject({ code: 'SERVER_STOPPING' });
    await lone.end();
    await refused;
    expect(memos.size).toBe(0);
  });
});
