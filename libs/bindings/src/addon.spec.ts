import { isAbsolute } from 'node:path';
import { runChild } from '../test/child.js';
import { searchFor } from './addon-path.js';
import { addonInfo, loadAddon } from './index.js';

async function loadWith(env: NodeJS.ProcessEnv): Promise<Record<string, unknown>> {
  const { stdout, stderr } = await runChild('load-addon.mjs', [], { env });
  expect(stderr).toBe('');
  return JSON.parse(stdout) as Record<string, unknown>;
}

describe('the addon that runs', () => {
  it('says what it is', () => {
    expect(addonInfo()).toEqual({
      path: expect.stringMatching(/native.addon.dist.debug.bimetal\..+\.node$/),
      chosenBy: 'BIMETAL_PROFILE',
      profile: 'debug',
      version: '0.1.0',
      buildId: expect.stringMatching(/^[0-9a-f]{32,40}$/),
      debugAssertions: true,
      napi: expect.stringMatching(/^\d+$/),
      platform: `${process.platform}-${process.arch}`,
    });
  });

  it('is loaded once', () => {
    expect(loadAddon()).toBe(loadAddon());
  });
});

describe('the search for the addon', () => {
  it('is for the release build, unless the environment says otherwise', () => {
    const [wanted, debug] = [searchFor({}), searchFor({ BIMETAL_PROFILE: 'debug' })];
    expect(wanted).toMatchObject({ chosenBy: 'default', fix: 'run `npx nx build-release @bimetal/addon`' });
    expect(debug).toMatchObject({ chosenBy: 'BIMETAL_PROFILE', fix: 'run `npx nx build @bimetal/addon`' });
    for (const [search, profile] of [
      [wanted, 'release'],
      [debug, 'debug'],
    ] as const) {
      expect(search.paths.length).toBeGreaterThan(0);
      expect(search.paths.every((path) => isAbsolute(path) && path.includes(profile))).toBe(true);
    }
  });

  it('obeys BIMETAL_ADDON before all else, relative to the current folder', () => {
    expect(searchFor({ BIMETAL_ADDON: 'some/addon.node', BIMETAL_PROFILE: 'debug' })).toMatchObject({
      paths: [`${process.cwd()}/some/addon.node`],
      chosenBy: 'BIMETAL_ADDON',
    });
  });
});

describe('an addon that cannot be loaded', () => {
  it('is an error that lists each path, the cause, the platform and the way to fix it', async () => {
    const error = await loadWith({ BIMETAL_ADDON: '/nowhere/bimetal.node' });
    expect(error).toMatchObject({
      code: 'ADDON_NOT_LOADED',
      message: expect.stringContaining(`${process.platform}-${process.arch}`),
      details: { paths: ['/nowhere/bimetal.node'], chosenBy: 'BIMETAL_ADDON' },
      cause: expect.stringContaining('/nowhere/bimetal.node'),
    });
    expect(error['message']).toMatch(/\/nowhere\/bimetal\.node\n.+\nto fix it: set BIMETAL_ADDON/);
  });

  it('is never replaced by the build of another profile', async () => {
    const error = await loadWith({ BIMETAL_PROFILE: 'debugg', BIMETAL_ADDON: '' });
    expect(error).toMatchObject({ code: 'ADDON_NOT_LOADED', details: { paths: [], chosenBy: 'BIMETAL_PROFILE' } });
    expect(error['message']).toContain('debug, release, profiling');
  });
});
