import { type Streaming, streamedBytes } from './streamed-bytes.js';
import { type Transport } from './transport.js';

/** The text that a path answers, of whatever length, in pieces as {@link streamedBytes} gives its bytes. */
export async function* streamedText(
  transport: Transport,
  path: string,
  streaming: Streaming,
): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  for await (const bytes of streamedBytes(transport, path, streaming)) {
    const piece = decoder.decode(bytes, { stream: true });
    if (piece !== '') yield piece;
  }
  const rest = decoder.decode();
  if (rest !== '') yield rest;
}
