import { type Assets } from './assets.ts';
import { executableProgram } from './executable-program.ts';
import { type Asset, type Manifest } from './manifest.ts';

const texts: Record<string, string> = {
  'page/index.html': '<p>page</p>',
  'page/media/inter.woff2': 'font',
  'appsettings.json': '{"logLevel":"warn"}',
  'licences.txt': 'the licences',
};

function assetsWith(names: readonly string[]): Assets {
  const asset = (name: string, index: number): [string, Asset] => [
    name,
    { sha256: String(index).repeat(64), size: texts[name]?.length ?? 0, type: 'text/plain' },
  ];
  const manifest: Manifest = {
    name: 'bimetal',
    version: '1.2.3',
    flavour: 'release',
    platform: 'linux-x64',
    node: '26.0.0',
    bundle: { sha256: 'ab'.repeat(32) },
    addon: null,
    assets: Object.fromEntries(names.map(asset)),
  };
  return { manifest, bytes: (name) => new TextEncoder().encode(texts[name]) };
}

describe('the program of an executable', () => {
  it('is named by what was built', () => {
    const program = executableProgram(assetsWith([]));
    expect(program).toMatchObject({ version: '1.2.3' });
    expect(program.buildId()).toBe('abababababababab');
  });

  it('has the files of the page, by their paths in it', () => {
    const { page } = executableProgram(assetsWith(Object.keys(texts)));
    const paths = ['index.html', 'media/inter.woff2', 'page/index.html', 'appsettings.json', 'manifest.json'];
    expect(paths.filter((path) => page.has(path))).toEqual(['index.html', 'media/inter.woff2']);
  });

  it('has the shipped settings and the licences', () => {
    const { shippedSettings, licences } = executableProgram(assetsWith(Object.keys(texts)));
    expect(shippedSettings).toMatchObject({ path: 'appsettings.json inside bimetal' });
    expect(shippedSettings.read()).toBe('{"logLevel":"warn"}');
    expect(licences?.()).toBe('the licences');
  });

  it('does without what is not inside', () => {
    const { shippedSettings, licences, addon } = executableProgram(assetsWith([]));
    expect([shippedSettings.read(), licences, addon]).toEqual([undefined, undefined, undefined]);
  });
});
