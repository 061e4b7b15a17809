// Forgets a handle whose release panics, and lives on.
import { loadAddon } from '../src/index.ts';
import { collectGarbage } from './collect-garbage.mjs';

const addon = loadAddon();
(() => addon.testPanicFinalizer())();
await collectGarbage();
console.log(addon.add(1, 1) === 2 ? 'alive' : 'odd');
