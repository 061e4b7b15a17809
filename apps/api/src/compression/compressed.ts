import { type Transform } from 'node:stream';

type Chunks = AsyncGenerator<Uint8Array, unknown, undefined>;

/**
 * Chunks, compressed as one text. What a chunk becomes is given before the next one is asked for, so that the first bytes come at
 * once, and a slow reader holds one chunk and what the compressor remembers. It is destroyed at the end, whatever the end is.
 */
export async function* compressed(chunks: Chunks, compressor: Transform): AsyncGenerator<Uint8Array, void, undefined> {
  // Who waits for a step hears of its error. Nobody waits for one that comes when it is destroyed.
  compressor.on('error', () => undefined);
  try {
    for await (const chunk of chunks) yield* made(compressor, (done) => void compressor.write(chunk, done));
    // Its last bytes come after it has taken all: it is done when they have been read.
    yield* made(compressor, (done) => void compressor.once('end', () => done()).end(failedBy(done)));
  } finally {
    compressor.destroy();
  }
}

type Done = (error?: Error | null) => void;

function failedBy(done: Done): Done {
  return (error) => {
    if (error !== undefined && error !== null) done(error);
  };
}

/** What a compressor makes until a step is done. */
async function* made(compressor: Transform, begin: (done: Done) => void): AsyncGenerator<Uint8Array, void, undefined> {
  let end: { readonly error: Error | undefined } | undefined;
  let wake = (): void => undefined;
  const onReadable = (): void => wake();
  const onEnd: Done = (error) => {
    end ??= { error: error ?? undefined };
    wake();
  };
  compressor.on('readable', onReadable).on('error', onEnd);
  try {
    begin(onEnd);
    for (;;) {
      const output = compressor.read() as Uint8Array | null;
      if (output !== null) yield output;
      else if (end?.error !== undefined) throw end.error;
      else if (end !== undefined) return;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    compressor.off('readable', onReadable).off('error', onEnd);
  }
}
