import { cacheFolder } from './cache-folder.ts';

const HOME = '/home/ann';
const WINDOWS_HOME = 'C:\\Users\\ann';

describe('the cache folder', () => {
  it.each<[NodeJS.Platform, string, NodeJS.ProcessEnv, string]>([
    ['linux', HOME, {}, '/home/ann/.cache/bimetal'],
    ['linux', HOME, { XDG_CACHE_HOME: '/var/cache/ann' }, '/var/cache/ann/bimetal'],
    ['linux', HOME, { XDG_CACHE_HOME: 'relative' }, '/home/ann/.cache/bimetal'],
    ['darwin', HOME, { XDG_CACHE_HOME: '/var/cache/ann' }, '/home/ann/Library/Caches/bimetal'],
    ['win32', WINDOWS_HOME, { LOCALAPPDATA: 'D:\\Local' }, 'D:\\Local\\bimetal\\cache'],
    ['win32', WINDOWS_HOME, {}, 'C:\\Users\\ann\\AppData\\Local\\bimetal\\cache'],
    ['linux', HOME, { BIMETAL_CACHE: '/opt/cache', XDG_CACHE_HOME: '/var/cache/ann' }, '/opt/cache'],
    ['linux', HOME, { BIMETAL_CACHE: '' }, '/home/ann/.cache/bimetal'],
  ])('on %s, at home in %s, with %j is %s', (platform, home, environment, folder) => {
    expect(cacheFolder(environment, platform, () => home)).toBe(folder);
  });

  it('is relative to where the user stands when BIMETAL_CACHE is', () => {
    expect(cacheFolder({ BIMETAL_CACHE: 'cache' }, process.platform)).toBe(`${process.cwd()}/cache`);
  });

  it('is none for a user without a home', () => {
    const home = (): string => {
      throw new Error('ENOENT');
    };
    expect(cacheFolder({}, 'linux', home)).toBeUndefined();
  });
});
