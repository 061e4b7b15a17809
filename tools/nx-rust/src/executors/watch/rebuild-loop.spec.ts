import { jest } from '@jest/globals';
import { RebuildLoop } from './rebuild-loop.ts';

describe('the rebuild loop', () => {
  let builds: PromiseWithResolvers<void>[];
  let loop: RebuildLoop;

  beforeEach(() => {
    jest.useFakeTimers();
    builds = [];
    loop = new RebuildLoop(() => {
      const build = Promise.withResolvers<void>();
      builds.push(build);
      return build.promise;
    }, 100);
  });
  afterEach(() => jest.useRealTimers());

  it('takes edits that come together for one', async () => {
    loop.request();
    await jest.advanceTimersByTimeAsync(99);
    loop.request();
    await jest.advanceTimersByTimeAsync(99);
    expect(builds).toHaveLength(0);
    await jest.advanceTimersByTimeAsync(1);
    expect(builds).toHaveLength(1);
  });

  it('never runs two builds at once, and builds again for edits that came during one', async () => {
    loop.request();
    await jest.advanceTimersByTimeAsync(100);
    loop.request();
    loop.request();
    await jest.advanceTimersByTimeAsync(1000);
    expect(builds).toHaveLength(1);
    builds[0]?.resolve();
    await jest.advanceTimersByTimeAsync(100);
    expect(builds).toHaveLength(2);
    builds[1]?.resolve();
    await jest.advanceTimersByTimeAsync(1000);
    expect(builds).toHaveLength(2);
  });

  it('stops when the running build has ended, and starts none after it', async () => {
    loop.request();
    await jest.advanceTimersByTimeAsync(100);
    loop.request();
    let stopped = false;
    const stopping = loop.stop().then(() => (stopped = true));
    await jest.advanceTimersByTimeAsync(1000);
    expect(stopped).toBe(false);
    builds[0]?.resolve();
    await stopping;
    await jest.advanceTimersByTimeAsync(1000);
    expect(builds).toHaveLength(1);
  });
});
