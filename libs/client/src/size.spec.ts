import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** What the whole client may add to a page, in bytes. */
const GZIP_BYTES_MAX = 10_000;

describe('the bundled client', () => {
  it('has less than 10 kB, compressed', async () => {
    const { outputFiles } = await build({
      entryPoints: [join(import.meta.dirname, 'index.ts')],
      bundle: true,
      minify: true,
      write: false,
      format: 'esm',
      platform: 'browser',
      conditions: ['@bimetal/source'],
    });
    const bytes = outputFiles[0]?.contents ?? new Uint8Array();
    expect(gzipSync(bytes, { level: 9 }).length).toBeLessThan(GZIP_BYTES_MAX);
    // Nothing of the schemas comes along.
    expect(new TextDecoder().decode(bytes)).not.toContain('safeParse');
  });
});
