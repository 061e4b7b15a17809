import { findOnPath, findProgram, installPackages, thisMachine, usableApt } from './system-packages.mjs';

/** What a bare machine lacks to build and to run what was built; the Debian packages that bring it. */
const needs = [
  {
    isThere: (machine) => machine.platform === 'win32' || Boolean(findOnPath(machine, ['cc'])),
    missing: 'There is no C compiler named `cc` here, and Rust links with it.',
    // cargo fetches crates over TLS, and trusts the authorities that the last of these installs.
    packages: ['gcc', 'libc6-dev', 'ca-certificates'],
    elsewhere: 'Install gcc or clang, with the headers of the C library (on macOS: xcode-select --install).',
  },
  {
    isThere: (machine) => machine.platform !== 'linux' || machine.loads('libatomic.so.1'),
    missing: 'The library libatomic.so.1 is missing, and the Node 26 that this workspace runs on needs it.',
    packages: ['libatomic1'],
    elsewhere: 'Install it with your package manager: it is called libatomic1 or libatomic.',
  },
];

/**
 * Installs what is missing to build, where apt can do it. Answers what is missing still, each as a message that says
 * how to get it.
 */
export function prepareBuild(machine = thisMachine) {
  const missing = needs.filter(({ isThere }) => !isThere(machine));
  if (missing.length === 0) return [];
  const packages = [].concat(...missing.map((need) => need.packages));
  const aptGet = usableApt(machine);
  if (!aptGet) return missing.map((need) => `${need.missing}\n${advice(machine, need)}`);
  for (const need of missing) console.log(need.missing);
  console.log(`Installing ${packages.join(', ')} with apt.`);
  try {
    installPackages(aptGet, packages);
    return [];
  } catch (error) {
    return [`${error.message} What apt said is above.`];
  }
}

function advice(machine, need) {
  if (!findProgram(machine, ['apt-get'])) return need.elsewhere;
  return `Install it: sudo apt-get install ${need.packages.join(' ')}`;
}
