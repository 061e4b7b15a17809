import { type Machine } from './system-packages.mjs';

export function prepareBuild(machine?: Machine): string[];
