import { createRequire } from 'node:module';
import { searchFor } from './addon-path.js';
import { addonInfo, bringAddon, type AddonSource, loadAddon } from './index.js';

const require = createRequire(import.meta.url);

/** The addon of this workspace, as a program would bring it along, and how often it was asked for. */
function source(): { asked: number; load: AddonSource } {
  const [path = ''] = searchFor(process.env).paths;
  const counted = {
    asked: 0,
    load: () => {
      counted.asked++;
      return { addon: require(path) as unknown, path: '/proc/self/fd/21', note: 'from memory' };
    },
  };
  return counted;
}

describe('a program that brings its addon along', () => {
  it('is asked for it when it is needed first, and only once; and it says so', () => {
    const brought = source();
    bringAddon(brought.load);
    expect(brought.asked).toBe(0);
    expect(loadAddon()).toBe(loadAddon());
    expect(addonInfo()).toMatchObject({ path: '/proc/self/fd/21', chosenBy: 'program', note: 'from memory' });
    expect(brought.asked).toBe(1);
  });
});
