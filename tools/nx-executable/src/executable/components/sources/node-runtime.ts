import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compare, component, packageUrl, type Component } from '../component.ts';
import { licenceFile } from '../texts/licence-files.ts';

/** Versions of interfaces and of data, not of code that is inside. */
const NOT_PARTS = new Set(['node', 'modules', 'napi', 'cldr', 'tz', 'unicode']);

/** The Node at `path`. Its licence text names everything that Node itself is made of. */
export function nodeRuntime(path: string, licence: string | undefined): Component {
  const file = realpathSync(path);
  const asked = execFileSync(file, ['-p', 'JSON.stringify(process.versions)'], {
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const { node: version = '', ...parts } = JSON.parse(asked) as Record<string, string>;
  return component({
    purl: packageUrl('generic', 'node', version),
    name: 'node',
    version,
    licence: 'MIT',
    homepage: 'https://nodejs.org',
    authors: ['Node.js contributors'],
    texts: [licenceFile(licence ?? licenceBeside(file, version), 'LICENSE')],
    hashes: [{ algorithm: 'SHA-256', hex: createHash('sha256').update(readFileSync(file)).digest('hex') }],
    parts: Object.entries(parts)
      .filter(([name, of]) => of !== '' && !NOT_PARTS.has(name))
      .map(([name, of]) => ({ name, version: of }))
      .sort((a, b) => compare(a.name, b.name)),
  });
}

/** Where nodejs.org's archives, the npm packages `node-<platform>-<arch>`, Homebrew and Linux distributions put it. */
function licenceBeside(file: string, version: string): string {
  const folder = dirname(file);
  const places = ['LICENSE', '../LICENSE', '../share/doc/node/LICENSE', '../share/doc/nodejs/LICENSE'];
  const found = places.map((place) => join(folder, place)).find((place) => existsSync(place));
  if (found) return found;
  throw new Error(
    `Node ${version} at ${file} has no LICENSE beside it, and an executable must bring it along. Build with a Node ` +
      'from an archive of nodejs.org or from the npm package node-<platform>-<arch>, or name the file yourself.',
  );
}
