import {
  findProgram,
  installPackages,
  type Machine,
  thisMachine,
  usableApt,
} from '../../bootstrap/system-packages.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const MAC_APPLICATIONS = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Edge is on every Windows, and is Chromium with another name. */
const WINDOWS_PROGRAMS = ['Google/Chrome/Application/chrome.exe', 'Microsoft/Edge/Application/msedge.exe'];

export type ChromiumAnswer =
  { kind: 'found'; path: string } | { kind: 'installable'; aptGet: string } | { kind: 'missing'; message: string };

/** Where the browser of the page tests is, or how it can be had. CHROMIUM_PATH decides when it is set. */
export function lookForChromium(machine: Machine): ChromiumAnswer {
  const chosen = machine.env['CHROMIUM_PATH'];
  if (chosen) {
    if (machine.exists(chosen)) return { kind: 'found', path: chosen };
    return { kind: 'missing', message: `CHROMIUM_PATH names ${chosen}, and there is no such file.` };
  }
  const path =
    findProgram(machine, NAMES) ??
    [...MAC_APPLICATIONS, ...windowsPrograms(machine)].find((candidate) => machine.exists(candidate));
  if (path) return { kind: 'found', path };

  const aptGet = usableApt(machine);
  if (aptGet) return { kind: 'installable', aptGet };
  const advice = findProgram(machine, ['apt-get'])
    ? 'Install it: sudo apt-get install chromium'
    : 'Install Chromium or Chrome, or name one in CHROMIUM_PATH.';
  return { kind: 'missing', message: `The page is tested in Chromium, and there is none here. ${advice}` };
}

function windowsPrograms({ env, platform }: Machine): string[] {
  if (platform !== 'win32') return [];
  const folders = [env['ProgramFiles'], env['ProgramFiles(x86)'], env['LOCALAPPDATA']];
  return WINDOWS_PROGRAMS.flatMap((program) => folders.flatMap((folder) => (folder ? [`${folder}/${program}`] : [])));
}

/** The path of Chromium, installed first where apt can do it; throws with a message for the user otherwise. */
export function requireChromium(machine: Machine = thisMachine): string {
  const answer = lookForChromium(machine);
  if (answer.kind === 'found') return answer.path;
  if (answer.kind === 'missing') throw new Error(answer.message);
  console.log('The page is tested in Chromium: installing the package `chromium` with apt.');
  installPackages(answer.aptGet, ['chromium']);
  const installed = lookForChromium(machine);
  if (installed.kind === 'found') return installed.path;
  throw new Error('apt installed the package `chromium`, but there is no program of that name.');
}
