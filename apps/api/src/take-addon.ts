import { bringAddon } from '@bimetal/bindings';
import { type Program } from './program.js';

/** Makes the bindings take the addon that a program brings along, when they need it. */
export function takeAddon({ addon }: Pick<Program, 'addon'>): void {
  if (addon !== undefined) bringAddon(addon);
}
