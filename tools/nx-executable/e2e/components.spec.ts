import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { build } from 'esbuild';
import { join } from 'node:path';
import { collectComponents, contentsOf } from '../src/executable/components/collect.ts';
import type { Contents } from '../src/executable/components/component.ts';

const REPOSITORY = join(import.meta.dirname, '..', '..', '..');

/** Packages and crates as they are installed here: a small program, and the addon of this repository. */
describe('the components of an executable', () => {
  let sources: Parameters<typeof contentsOf>[0];
  let contents: Contents;
  const find = (name: string) => contents.components.find((one) => one.name === name);

  beforeAll(async () => {
    const { metafile } = await build({
      absWorkingDir: REPOSITORY,
      stdin: { contents: "import { fastify } from 'fastify'; fastify();", resolveDir: REPOSITORY },
      bundle: true,
      write: false,
      metafile: true,
      platform: 'node',
      outfile: 'program.js',
    });
    sources = {
      workspaceRoot: REPOSITORY,
      product: { name: 'program', version: '1.0.0' },
      metafiles: [metafile],
      nodeExecutable: process.execPath,
      addon: { manifestPath: join(REPOSITORY, 'native/addon/Cargo.toml') },
    };
    contents = await contentsOf(sources);
  });

  it.each(['fastify', 'ajv', 'bimetal-addon', 'bimetal-store', 'redb', 'crc32fast', 'napi', 'rust-std', 'node'])(
    'have %s, which is inside',
    (name) => {
      expect(find(name)).toBeDefined();
    },
  );

  it.each([
    ['eslint', 'a tool'],
    ['proptest', 'for tests'],
    ['divan', 'for benches'],
    ['tempfile', 'for tests'],
    ['napi-build', 'for a build script'],
    ['serde_derive', 'a procedural macro'],
    ['syn', 'a part of procedural macros'],
    ['windows-sys', 'for another system'],
  ])('leave out %s, which is %s', (name) => {
    if (process.platform === 'win32' && name === 'windows-sys') return;
    expect(find(name)).toBeUndefined();
  });

  it('have the licence and the texts of each that is not ours, and the hashes of the lock files', () => {
    for (const one of contents.components) {
      expect({ name: one.name, licence: one.licence }).toEqual({
        name: one.name,
        licence: expect.any(String) as string,
      });
      if (!one.own) expect({ name: one.name, texts: one.texts.length }).not.toEqual({ name: one.name, texts: 0 });
    }
    expect(find('redb')?.hashes).toEqual([{ algorithm: 'SHA-256', hex: expect.stringMatching(/^\w{64}$/) as string }]);
    expect(find('fastify')?.hashes).toEqual([
      { algorithm: 'SHA-512', hex: expect.stringMatching(/^\w{128}$/) as string },
    ]);
    expect([...(find('bimetal-redb')?.uses ?? [])]).toContain(find('redb')?.purl);
  });

  it('make a text that begins with our own licences, and a valid list', async () => {
    const { licences, sbom } = await collectComponents(sources);
    expect(licences).toMatch(/^program 1\.0\.0 is under MIT OR Apache-2\.0\./);
    expect(licences).toContain('Texts:    [1] LICENSE-APACHE, [2] LICENSE-MIT');
    expect(licences).toContain('This license applies to parts of Node.js originating from the');
    expect(await new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(sbom)).toBeNull();
    expect(await collectComponents(sources)).toEqual({ licences, sbom });
    expect(licences + sbom).not.toContain(REPOSITORY);
  });
});
