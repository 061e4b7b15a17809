import { runChild } from '../test/child.js';
import { ENGINES } from '../test/engines.js';
import { TempFolder } from '../test/temp-store.js';

describe.each(ENGINES)('handles that JavaScript forgets (engine %s)', (engine) => {
  it('are released by their finalisers, and the folder with them', async () => {
    using folder = new TempFolder();
    const { stdout, stderr, code } = await runChild('forget-handles.mjs', [folder.path, engine], {
      nodeArguments: ['--expose-gc'],
    });
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(JSON.parse(stdout)).toEqual({ whileHeld: 'STORE_LOCKED', afterwards: 'opened' });
  });
});
