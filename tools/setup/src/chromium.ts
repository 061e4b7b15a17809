import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const MAC_APPLICATIONS = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

export type Machine = {
  env: Record<string, string | undefined>;
  exists: (path: string) => boolean;
  isRoot: boolean;
};

export const thisMachine: Machine = {
  env: process.env,
  exists: existsSync,
  isRoot: process.getuid?.() === 0,
};

export type ChromiumAnswer =
  { kind: 'found'; path: string } | { kind: 'installable'; aptGet: string } | { kind: 'missing'; message: string };

/** Where the browser of the page tests is, or how it can be had. CHROMIUM_PATH decides when it is set. */
export function lookForChromium(machine: Machine): ChromiumAnswer {
  const chosen = machine.env['CHROMIUM_PATH'];
  if (chosen) {
    if (machine.exists(chosen)) return { kind: 'found', path: chosen };
    return { kind: 'missing', message: `CHROMIUM_PATH names ${chosen}, and there is no such file.` };
  }
  const folders = ['/usr/bin', ...(machine.env['PATH'] ?? '').split(delimiter).filter(Boolean)];
  const candidates = [...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))), ...MAC_APPLICATIONS];
  const path = candidates.find((candidate) => machine.exists(candidate));
  if (path) return { kind: 'found', path };

  const aptGet = folders.map((folder) => join(folder, 'apt-get')).find((candidate) => machine.exists(candidate));
  if (aptGet && machine.isRoot) return { kind: 'installable', aptGet };
  const advice = aptGet
    ? 'Install it: sudo apt-get install chromium'
    : 'Install Chromium or Chrome, or name one in CHROMIUM_PATH.';
  return { kind: 'missing', message: `The page is tested in Chromium, and there is none here. ${advice}` };
}

/** The path of Chromium, installed first where apt can do it; throws with a message for the user otherwise. */
export function requireChromium(machine: Machine = thisMachine): string {
  const answer = lookForChromium(machine);
  if (answer.kind === 'found') return answer.path;
  if (answer.kind === 'missing') throw new Error(answer.message);
  console.log('The page is tested in Chromium: installing the package `chromium` with apt.');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [
    ['update', '--quiet'],
    ['install', '--yes', '--quiet', '--no-install-recommends', 'chromium'],
  ]) {
    const { status } = spawnSync(answer.aptGet, args, { env, stdio: ['ignore', 'inherit', 'inherit'] });
    if (status !== 0) throw new Error(`apt-get ${args.join(' ')} ended with ${status}: Chromium is not installed.`);
  }
  const installed = lookForChromium(machine);
  if (installed.kind === 'found') return installed.path;
  throw new Error('apt installed the package `chromium`, but there is no program of that name.');
}
