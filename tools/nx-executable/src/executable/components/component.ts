/** One thing that goes into an executable: a package, a crate, the runtime. */
export interface Component {
  /** Its package URL, which is also its identity: one found in two bundles is one component. */
  purl: string;
  name: string;
  version: string;
  /** An SPDX expression; absent when the component names no licence. */
  licence: string | undefined;
  homepage: string | undefined;
  authors: string[];
  /** The licence and notice files that it comes with. */
  texts: LicenceText[];
  /** Of the archive that the lock file names, or of the file itself. */
  hashes: Hash[];
  /** Part of the workspace: under the product's own licence unless it names another. */
  own: boolean;
  /** Package URLs of what it uses, as far as known. */
  uses: Set<string>;
  /** What it is itself made of, where it says so; their licences are in its own texts. */
  parts: { name: string; version: string }[];
}

/** An executable and what it is made of. */
export interface Contents {
  product: Component;
  /** In order, without the product. */
  components: Component[];
}

export interface LicenceText {
  /** The file's name. */
  title: string;
  text: string;
}

export interface Hash {
  algorithm: 'SHA-256' | 'SHA-512';
  hex: string;
}

export function component(
  known: Pick<Component, 'purl' | 'name' | 'version' | 'licence'> & Partial<Component>,
): Component {
  return { homepage: undefined, authors: [], texts: [], hashes: [], own: false, uses: new Set(), parts: [], ...known };
}

/** By name, then version, then package URL: by code unit, so that every machine has the same order. */
export function inOrder(components: Iterable<Component>): Component[] {
  return [...components].sort(
    (a, b) => compare(a.name, b.name) || compare(a.version, b.version) || compare(a.purl, b.purl),
  );
}

export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** `name` may have a namespace: `@scope/name`. Source: the package URL specification, ECMA-427. */
export function packageUrl(type: 'npm' | 'cargo' | 'generic', name: string, version: string): string {
  return `pkg:${type}/${name.split('/').map(encodeURIComponent).join('/')}@${encodeURIComponent(version)}`;
}

/** A repository as package.json and Cargo.toml name it, as an address that a browser opens. */
export function webAddress(repository: string | undefined): string | undefined {
  if (!repository) return undefined;
  const short = /^(?:(github|gitlab|bitbucket):)?([\w.-]+\/[\w.-]+)$/.exec(repository);
  if (short) return `https://${short[1] === 'bitbucket' ? 'bitbucket.org' : `${short[1] ?? 'github'}.com`}/${short[2]}`;
  const address = repository
    .replace(/^git\+/, '')
    .replace(/^(?:git|ssh):\/\/(?:git@)?/, 'https://')
    .replace(/^git@([^:/]+):/, 'https://$1/')
    .replace(/\.git$/, '');
  return /^https?:\/\/\S+$/.test(address) ? address : undefined;
}
