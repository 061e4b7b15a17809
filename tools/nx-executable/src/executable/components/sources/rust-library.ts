import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { component, packageUrl, type Component, type LicenceText } from '../component.ts';
import { licenceFile, licenceFilesIn, tidy } from '../texts/licence-files.ts';

export interface Compiler {
  /** `1.95.0` */
  version: string;
  /** `x86_64-unknown-linux-gnu` */
  host: string;
  sysroot: string;
}

/** The compiler that builds in `folder`: a toolchain file there counts. */
export function compilerOf(folder: string): Compiler {
  const rustc = process.env['RUSTC'] || 'rustc';
  const ask = (...args: string[]) => execFileSync(rustc, args, { cwd: folder, encoding: 'utf8' });
  const about = ask('-vV');
  const value = (key: string) => new RegExp(`^${key}: (.+)$`, 'm').exec(about)?.[1]?.trim() ?? '';
  return { version: value('release'), host: value('host'), sysroot: ask('--print', 'sysroot').trim() };
}

/** Rust's standard library, which is linked into everything that is written in Rust. */
export function rustLibrary({ version, sysroot }: Compiler): Component {
  return component({
    purl: packageUrl('generic', 'rust-std', version),
    name: 'rust-std',
    version,
    licence: 'MIT OR Apache-2.0',
    homepage: 'https://www.rust-lang.org',
    authors: ['The Rust Project Developers'],
    texts: libraryTexts(join(sysroot, 'share/doc/rust')),
  });
}

/**
 * Toolchains have a page with the notices of the library and of the crates inside it, and the texts of the licences that
 * the page names. Older ones have the plain files, and a distribution's own may have neither.
 */
function libraryTexts(folder: string): LicenceText[] {
  const page = join(folder, 'COPYRIGHT-library.html');
  if (!existsSync(page)) return existsSync(folder) ? licenceFilesIn(folder) : [];
  const [notices, ...quoted] = textsOfPage(readFileSync(page, 'utf8'));
  const licences = join(folder, 'licenses');
  const named = [...new Set(notices?.text.match(/[A-Za-z][\w.+-]*/g) ?? [])]
    .sort()
    .map((name) => `${name}.txt`)
    .filter((name) => existsSync(join(licences, name)))
    .map((name) => licenceFile(join(licences, name), name));
  return [...(notices ? [notices] : []), ...named, ...quoted];
}

/** First the page without the files that it quotes, then those. */
export function textsOfPage(html: string): LicenceText[] {
  const quoted: LicenceText[] = [];
  const rest = html.replace(
    /<summary><code>([^<]*)<\/code><\/summary>\s*<pre>([^]*?)<\/pre>/g,
    (_, title: string, text: string) => {
      quoted.push({ title: plain(title), text: tidy(plain(text)) });
      return `<p>${title}</p>`;
    },
  );
  const lines = plain(rest.replace(/<head>[^]*?<\/head>/, '').replace(/<[^>]*>/g, ''))
    .split('\n')
    .map((line) => line.trim());
  const notices = lines.join('\n').replace(/\n{3,}/g, '\n\n');
  return [{ title: 'COPYRIGHT-library', text: tidy(notices) }, ...quoted];
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

function plain(html: string): string {
  return html.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (whole, decimal, hex, name) => {
    if (name) return ENTITIES[name as string] ?? whole;
    return String.fromCodePoint(decimal ? Number(decimal) : Number.parseInt(hex as string, 16));
  });
}
