import { jest } from '@jest/globals';
import { type Carrier, Cdp, MAIN } from './cdp.ts';

/** A connection that only notes what is sent to whom. */
function connection(): { cdp: (session: string) => Cdp; sent: [string, string][] } {
  const sent: [string, string][] = [];
  const noting: Carrier = {
    hasFlatSessions: true,
    get main() {
      return main;
    },
    send: (method, _params, session) => sent.push([session, method]),
    close: () => undefined,
  };
  const cdp = (session: string): Cdp => new Cdp(noting, session);
  const main = cdp(MAIN);
  return { cdp, sent };
}

const MANY_HURRIES_MILLISECONDS = 20;

describe('Cdp', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('hurries the answer of a worker with no-ops to the main isolate: the worker may be ending', async () => {
    const { cdp, sent } = connection();
    const worker = cdp('1');
    const answer = worker.request('Runtime.evaluate');
    jest.advanceTimersByTime(MANY_HURRIES_MILLISECONDS);
    worker.receive({ id: 1, result: { result: { value: 42 } } });
    expect(await answer).toEqual({ result: { value: 42 } });
    expect(sent.filter(([session]) => session !== MAIN)).toEqual([['1', 'Runtime.evaluate']]);
    expect(sent.filter(([session]) => session === MAIN).length).toBeGreaterThan(0);
  });

  it('stops hurrying when the answer is there', async () => {
    const { cdp, sent } = connection();
    const worker = cdp('1');
    const answer = worker.request('Runtime.evaluate');
    worker.receive({ id: 1, result: {} });
    await answer;
    expect(jest.getTimerCount()).toBe(0);
    jest.advanceTimersByTime(MANY_HURRIES_MILLISECONDS);
    expect(sent).toEqual([['1', 'Runtime.evaluate']]);
  });
});
