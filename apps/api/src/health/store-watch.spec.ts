import { type BackgroundFailure, BimetalError } from '@bimetal/bindings';
import { StoreWatch } from './store-watch.js';

/** A store in states that no test can bring a real one to and back from, and what is logged of it. */
function watched() {
  const lines: string[] = [];
  const state: { closed: boolean; poison?: BimetalError; failure?: BackgroundFailure } = { closed: false };
  const store = {
    get closed() {
      return state.closed;
    },
    poison: () => state.poison,
    backgroundFailure: () => state.failure,
  };
  const line =
    (level: string) =>
    (...args: unknown[]): void => {
      lines.push(`${level} ${String(args.at(-1))}`);
    };
  const logger = { error: line('error'), warn: line('warn'), info: line('info') };
  const watch = new StoreWatch(store, logger as ConstructorParameters<typeof StoreWatch>[1]);
  return { lines, state, watch };
}

const failure: BackgroundFailure = { code: 'IO', message: 'cannot write /x: the cable is out', since: 1, failures: 1 };

describe('The watch over the store', () => {
  it('writes one line when the store becomes degraded, and one when it works again', () => {
    const { lines, state, watch } = watched();
    using _ = watch;
    watch.look();
    state.failure = failure;
    watch.look();
    state.failure = { ...failure, failures: 2 };
    watch.look();
    delete state.failure;
    watch.look();
    watch.look();
    expect(lines).toEqual([
      'warn The store is degraded: its background work fails, and is tried again (cannot write /x: the cable is out)',
      'info The store works as it should again',
    ]);
  });

  it('writes another line when the reason is another, and when writes are refused', () => {
    const { lines, state, watch } = watched();
    using _ = watch;
    for (const code of ['IO', 'DATA_DAMAGED', 'DATA_DAMAGED'] as const) {
      state.failure = { ...failure, code };
      watch.look();
    }
    state.poison = new BimetalError('STORE_POISONED', 'the store refuses writes');
    watch.look();
    expect(lines.map((line) => line.split(' ', 1)[0])).toEqual(['warn', 'warn', 'error']);
    expect(lines.at(-1)).toBe('error the store refuses writes');
  });

  it('says nothing of a store that is closed', () => {
    const { lines, state, watch } = watched();
    using _ = watch;
    [state.closed, state.failure] = [true, failure];
    watch.look();
    expect(lines).toEqual([]);
  });
});
