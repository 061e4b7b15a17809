import { runChild } from '../test/child.js';
import { TempFolder } from '../test/temp-store.js';

describe('handles that JavaScript forgets', () => {
  it('are released by their finalisers, and the folder with them', async () => {
    using folder = new TempFolder();
    const { stdout, stderr, code } = await runChild('forget-handles.mjs', [folder.path], {
      nodeArguments: ['--expose-gc'],
    });
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(JSON.parse(stdout)).toEqual({ whileHeld: 'STORE_LOCKED', afterwards: 'opened' });
  });
});
