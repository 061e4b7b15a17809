import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { collectAssets, describeAddon, describeAssets, findAddon } from './assets.ts';
import { napiSuffix } from '../platform.ts';

describe('the assets of an executable', () => {
  let root: string;
  const write = (file: string, content: string | Buffer) => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), content);
  };
  const namesOf = (...options: Parameters<typeof collectAssets>[0]) =>
    collectAssets(options, root).map(({ name }) => name);

  beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'assets-'))));
  afterEach(() => rmSync(root, { recursive: true }));

  it('are files and whole folders, by name', () => {
    write('page/index.html', '<p>');
    write('page/media/inter.woff2', '');
    write('settings.json', '{}');
    expect(namesOf({ from: 'settings.json' }, { from: 'page', prefix: 'page/' })).toEqual([
      'page/index.html',
      'page/media/inter.woff2',
      'settings.json',
    ]);
    expect(namesOf({ from: 'settings.json', prefix: 'defaults/' })).toEqual(['defaults/settings.json']);
    expect(namesOf({ from: 'settings.json', prefix: 'defaults.json' })).toEqual(['defaults.json']);
  });

  it('must be there, and only once', () => {
    mkdirSync(join(root, 'empty'));
    write('one.txt', '');
    expect(() => namesOf({ from: 'page' })).toThrow('There is no page, which was to be an asset. Build it first.');
    expect(() => namesOf({ from: 'empty' })).toThrow('empty is empty');
    expect(() => namesOf({ from: 'one.txt' }, { from: 'one.txt' })).toThrow(
      'Two files would both be the asset one.txt.',
    );
  });

  it('are described by hash, size and media type', () => {
    write('page/index.html', '<p>');
    expect(describeAssets(collectAssets([{ from: 'page' }], root))).toEqual({
      'index.html': {
        sha256: '33f2799467177287a29260780a107ac98ea63dd6165f67fcc0d74767d0a82090',
        size: 3,
        type: 'text/html; charset=utf-8',
      },
    });
  });

  it('have the addon of this machine among them', () => {
    const name = `greeter.${napiSuffix()}.node`;
    write(`crate/dist/release/${name}`, Buffer.concat([Buffer.from('7f454c46020101', 'hex'), Buffer.alloc(64)]));
    const addon = findAddon({ project: 'crate' }, join(root, 'crate'));
    expect(addon.name).toBe(`addon/${name}`);
    expect(describeAddon(addon, describeAssets([addon]))).toMatchObject({ asset: addon.name, file: name, size: 71 });
    expect(describeAddon(undefined, {})).toBeNull();
  });

  it('say what to do when there is no addon for this machine', () => {
    write('crate/dist/release/greeter.plan9-x64.node', '');
    const find = (profile: 'debug' | 'release') => () => findAddon({ project: 'crate', profile }, join(root, 'crate'));
    expect(find('release')).toThrow(/It holds greeter\.plan9-x64\.node\. Build it first, with the profile release\.$/);
    expect(find('debug')).toThrow(/Build it first, with the profile debug\.$/);
  });

  it('have no file among them that only bears the name of an addon', () => {
    write(`crate/dist/release/greeter.${napiSuffix()}.node`, 'text');
    expect(() => findAddon({ project: 'crate' }, join(root, 'crate'))).toThrow('is no addon');
  });
});
