import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { type Coding, CODINGS } from './coding.js';
import { compressed } from './compressed.js';
import { compressorOf, compressWhole } from './compressor.js';

const decompress: Record<Coding, (bytes: Uint8Array) => Buffer> = {
  zstd: zstdDecompressSync,
  br: brotliDecompressSync,
  gzip: gunzipSync,
};

/** Bytes that nothing makes shorter, so that a compressor has to be read while it takes them. */
function incompressible(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let at = 0, state = 1; at < length; at++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    bytes[at] = state >>> 24;
  }
  return bytes;
}

/** Chunks in one buffer that is used again for each, as the bindings do it. */
async function* inOneBuffer(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array, void, undefined> {
  const buffer = new Uint8Array(Math.max(0, ...chunks.map(({ length }) => length)));
  for (const chunk of chunks) {
    buffer.set(chunk);
    yield buffer.subarray(0, chunk.length);
    buffer.fill(0);
  }
}

async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}

describe.each(CODINGS)('what is compressed as %s', (coding) => {
  const text = Buffer.from('{"name":"Alice"},'.repeat(50_000));

  it.each([
    ['chunks', [text.subarray(0, 5000), text.subarray(5000, 300_000), text.subarray(300_000)]],
    ['a chunk that nothing makes shorter', [incompressible(400_000)]],
    ['no chunk', []],
  ])('is read as it was: %s', async (_what, chunks) => {
    const compressor = compressorOf(coding);
    const read = decompress[coding](await bytesOf(compressed(inOneBuffer(chunks), compressor)));
    expect(read.equals(Buffer.concat(chunks))).toBe(true);
    expect(compressor.destroyed).toBe(true);
  });

  it('is short, also in one piece', async () => {
    const bytes = await compressWhole(text, coding);
    expect(bytes.length).toBeLessThan(text.length / 50);
    expect(decompress[coding](bytes).equals(text)).toBe(true);
  });

  it('gives what a chunk becomes before it asks for the next one', async () => {
    let asked = 0;
    async function* source(): AsyncGenerator<Uint8Array, void, undefined> {
      for (; asked < 10; asked++) yield Buffer.from(`chunk ${asked}`);
    }
    const chunks = compressed(source(), compressorOf(coding));
    expect((await chunks.next()).value?.length).toBeGreaterThan(0);
    expect(asked).toBe(0);
    await chunks.return();
  });

  it('ends its source and its compressor when nobody reads on', async () => {
    let hasEnded = false;
    async function* source(): AsyncGenerator<Uint8Array, void, undefined> {
      try {
        for (;;) yield text;
      } finally {
        hasEnded = true;
      }
    }
    const compressor = compressorOf(coding);
    const chunks = compressed(source(), compressor);
    await chunks.next();
    await chunks.return();
    expect([hasEnded, compressor.destroyed]).toEqual([true, true]);
  });

  it('fails as its source does, or its compressor', async () => {
    async function* broken(): AsyncGenerator<Uint8Array, void, undefined> {
      yield text;
      throw new Error('the disk is gone');
    }
    await expect(bytesOf(compressed(broken(), compressorOf(coding)))).rejects.toThrow('the disk is gone');
    const compressor = compressorOf(coding);
    compressor.destroy();
    await expect(bytesOf(compressed(inOneBuffer([text]), compressor))).rejects.toThrow();
  });
});
