import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { zip, type ZipEntry } from './zip.ts';

/**
 * Packs what `build` made into a .vsix: a zip of the extension and two files that describe it. VS Code allows no scope in
 * an extension's name, so the manifest inside gets a name of its own, and nothing that only this workspace needs.
 */
const project = join(import.meta.dirname, '..');
const {
  nx: _nx,
  private: _private,
  exports: _exports,
  dependencies: _dependencies,
  devDependencies: _dev,
  ...manifest
} = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as Record<string, unknown>;
const name = 'bimetal-debug';
const version = String(manifest['version']);

const files = (folder: string): string[] =>
  readdirSync(folder)
    .sort()
    .flatMap((entry) => {
      const path = join(folder, entry);
      return statSync(path).isDirectory() ? files(path) : [path];
    });

const escaped = (text: unknown): string =>
  String(text).replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`);

const vsixManifest = `<?xml version="1.0" encoding="utf-8"?>
<PackageManifest Version="2.0.0" xmlns="http://schemas.microsoft.com/developer/vsx-schema/2011">
  <Metadata>
    <Identity Language="en-US" Id="${name}" Version="${version}" Publisher="${escaped(manifest['publisher'])}"/>
    <DisplayName>${escaped(manifest['displayName'])}</DisplayName>
    <Description xml:space="preserve">${escaped(manifest['description'])}</Description>
    <Categories>Debuggers</Categories>
    <Properties>
      <Property Id="Microsoft.VisualStudio.Code.Engine" Value="${escaped((manifest['engines'] as Record<string, string>)['vscode'])}"/>
      <Property Id="Microsoft.VisualStudio.Code.ExtensionKind" Value="workspace"/>
    </Properties>
  </Metadata>
  <Installation><InstallationTarget Id="Microsoft.VisualStudio.Code"/></Installation>
  <Dependencies/>
  <Assets>
    <Asset Type="Microsoft.VisualStudio.Code.Manifest" Path="extension/package.json" Addressable="true"/>
    <Asset Type="Microsoft.VisualStudio.Services.Content.Details" Path="extension/README.md" Addressable="true"/>
  </Assets>
</PackageManifest>
`;

const contentTypes = `<?xml version="1.0" encoding="utf-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">${[
  'json',
  'vsixmanifest',
  'md',
  'cjs',
  'mjs',
  'map',
  'py',
  'txt',
]
  .map((extension) => `<Default Extension="${extension}" ContentType="application/octet-stream"/>`)
  .join('')}</Types>
`;

const entries: ZipEntry[] = [
  { name: 'extension.vsixmanifest', content: Buffer.from(vsixManifest) },
  { name: '[Content_Types].xml', content: Buffer.from(contentTypes) },
  { name: 'extension/package.json', content: Buffer.from(JSON.stringify({ ...manifest, name }, null, 2)) },
  { name: 'extension/README.md', content: readFileSync(join(project, 'README.md')) },
  { name: 'extension/LICENSE.txt', content: readFileSync(join(project, '..', '..', 'LICENSE-MIT')) },
  ...files(join(project, 'dist', 'bundle'))
    .filter((path) => !path.includes('__pycache__'))
    .map((path) => ({ name: `extension/${relative(project, path)}`, content: readFileSync(path) })),
];
const folder = join(project, 'dist', 'vsix');
mkdirSync(folder, { recursive: true });
const file = join(folder, `${name}-${version}.vsix`);
writeFileSync(file, zip(entries));
console.log(`${file}: ${entries.length} files`);
