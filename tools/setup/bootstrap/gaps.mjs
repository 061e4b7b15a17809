import { existsSync, readFileSync } from 'fs';
import { join } from 'path';

/** What package names call the ABI of a system; the first is the one that needs no name. */
const ABIS = { linux: ['gnu', 'glibc'], 'linux-musl': ['musl'], win32: ['msvc'] };

/** This system as the names of platform packages say it. */
export function thisSystem() {
  return { platform: process.platform, arch: process.arch, isMusl: isMusl() };
}

function isMusl() {
  if (process.platform !== 'linux') return false;
  const { header } = process.report.getReport();
  return !header.glibcVersionRuntime;
}

/**
 * The optional packages for this system that some package asks for and the lock file has no entry for. The registry
 * where the lock was made had none of them: npm passes over an optional package that it cannot find, and forgets it.
 * Each is `{ name, version }`, and its user asks for exactly that version.
 */
export function gapsOf(lock, system = thisSystem()) {
  const { packages } = lock;
  const gaps = new Map();
  for (const [path, { optionalDependencies = {} }] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      if (!isFor(system, name) || isLocked(packages, path, name)) continue;
      if (gaps.has(name) && gaps.get(name) !== version) {
        throw new Error(
          `The lock file lacks ${name} in two versions, ${gaps.get(name)} and ${version}: add it by hand.`,
        );
      }
      if (!/^\d+\.\d+\.\d+[\w.-]*$/.test(version)) {
        throw new Error(`The lock file lacks ${name}, and ${path} asks for "${version}", which is no one version.`);
      }
      gaps.set(name, version);
    }
  }
  return [...gaps].map(([name, version]) => ({ name, version }));
}

function isFor({ platform, arch, isMusl }, name) {
  const abis = ABIS[isMusl ? `${platform}-musl` : platform] || [];
  const endings = [...(isMusl ? [] : ['']), ...abis.map((abi) => `-${abi}`)];
  return endings.some((ending) => name.endsWith(`-${platform}-${arch}${ending}`));
}

/** Whether the package at `path` finds another by name: in its own folder, then in those around it, as Node looks. */
function isLocked(packages, path, name) {
  for (let at = path; ;) {
    if (packages[`${at ? `${at}/` : ''}node_modules/${name}`]) return true;
    if (!at) return false;
    const cut = at.lastIndexOf('node_modules/');
    at = cut > 0 ? at.slice(0, cut - 1) : '';
  }
}

/** The gaps of the checkout's lock file; none where there is no lock file. */
export function gapsIn(root, system = thisSystem()) {
  const path = join(root, 'package-lock.json');
  return existsSync(path) ? gapsOf(JSON.parse(readFileSync(path, 'utf8')), system) : [];
}

/** Those that node_modules lacks still. */
export function stillMissing(root, gaps) {
  return gaps.filter(({ name, version }) => {
    const path = join(root, 'node_modules', name, 'package.json');
    return !existsSync(path) || JSON.parse(readFileSync(path, 'utf8')).version !== version;
  });
}
