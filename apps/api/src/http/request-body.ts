import { type IncomingMessage, type ServerResponse } from 'node:http';
import { BimetalError } from '@bimetal/bindings';
import { type Config } from '../config/config.js';
import { RequestError } from '../problem/request-error.js';
import { memoryOf, SharedMemory, SMALL_BYTES } from './shared-memory.js';

/** A byte order mark is taken off a value before its size counts. */
const BOM_BYTES = 3;

/** Reads the bodies of writes. They stay bytes: Rust judges them. */
export class RequestBodies {
  readonly #valueBytesMax: number;
  readonly #stallMsMax: number;
  readonly #memory: SharedMemory;

  constructor(config: Config) {
    this.#valueBytesMax = config.valueBytesMax;
    this.#stallMsMax = config.stallSeconds * 1000;
    this.#memory = new SharedMemory(memoryOf(config), this.#stallMsMax);
  }

  /**
   * The body of a request that is wanted: a client that waits to hear so is told to send it. Its memory counts until the
   * request is answered.
   */
  async read(request: IncomingMessage, response: ServerResponse): Promise<Uint8Array> {
    const bytesMax = this.#valueBytesMax + BOM_BYTES;
    const length = lengthOf(request);
    if (length !== undefined && length > bytesMax) throw tooLarge(this.#valueBytesMax, length);
    const room = (): Promise<void> => this.#roomUntilAnswered(response, length ?? bytesMax);
    if (length !== undefined && length > SMALL_BYTES) await room();
    if (expectsContinue(request)) response.writeContinue();
    // A body of a length that nobody told is a small one until it is not.
    const bytes = await collect(request, length, bytesMax, this.#stallMsMax, length === undefined ? room : undefined);
    if (bytes === undefined) throw tooLarge(this.#valueBytesMax);
    return bytes;
  }

  async #roomUntilAnswered(response: ServerResponse, bytes: number): Promise<void> {
    const memory = await this.#memory.take(bytes);
    response.once('close', () => memory[Symbol.dispose]());
    // Closed while it waited: no event comes any more.
    if (response.destroyed) memory[Symbol.dispose]();
  }
}

/**
 * Gives back the memory of a body that nobody reads any more. The collector would only come by when JavaScript needs memory of
 * its own, and a server that has become idle needs none.
 */
export function forgetBody({ buffer, byteLength }: Uint8Array): void {
  if (byteLength > SMALL_BYTES && buffer instanceof ArrayBuffer) buffer.transfer(0);
}

/** Whether the client sends its body only when it is told to (RFC 9110, 10.1.1). An expectation may be an empty list. */
export function expectsContinue({ headers, httpVersion }: IncomingMessage): boolean {
  return headers.expect !== undefined && httpVersion !== '1.0' && /[^\s,]/.test(headers.expect);
}

/** What the client says its body has, in bytes; undefined when it is sent in chunks. */
export function lengthOf({ headers }: IncomingMessage): number | undefined {
  if (headers['transfer-encoding'] !== undefined) return undefined;
  return Number(headers['content-length'] ?? 0);
}

/**
 * All bytes of a body, in one piece however small the pieces are in which it comes; undefined when they are too many. `room` is
 * waited for when more comes than is small.
 */
function collect(
  request: IncomingMessage,
  length: number | undefined,
  bytesMax: number,
  stallMsMax: number,
  room: (() => Promise<void>) | undefined,
): Promise<Uint8Array | undefined> {
  return new Promise((resolve, reject) => {
    let bytes = Buffer.allocUnsafeSlow(length ?? SMALL_BYTES);
    let filled = 0;
    let isHeard = true;
    let waitsForRoom = false;
    const add = (piece: Uint8Array): void => {
      isHeard = true;
      overdue.refresh();
      if (room !== undefined && filled + piece.length > SMALL_BYTES) {
        const roomFor = room;
        room = undefined;
        waitsForRoom = true;
        request.pause();
        roomFor().then(() => goOn(piece), fail);
        return;
      }
      if (filled + piece.length > bytesMax) {
        finish();
        resolve(undefined);
        return;
      }
      if (filled + piece.length > bytes.length) bytes = enlarged(bytes, filled + piece.length, bytesMax);
      bytes.set(piece, filled);
      filled += piece.length;
    };
    const goOn = (piece: Uint8Array): void => {
      waitsForRoom = false;
      add(piece);
      request.resume();
    };
    const whole = (): void => {
      finish();
      resolve(bytes.subarray(0, filled));
    };
    const fail = (error: Error): void => {
      finish();
      reject(error);
    };
    const gone = (): void => fail(new RequestError('REQUEST_INVALID', 'the connection ended before the body did'));
    const overdue = setTimeout(() => {
      if (waitsForRoom) return;
      // When the server itself was busy so long, what came meanwhile is read only now.
      isHeard = false;
      setImmediate(() => {
        if (isHeard) return;
        const message = `nothing more of the body came for ${stallMsMax / 1000} s: send it again, or raise --stall-seconds`;
        fail(new RequestError('REQUEST_TIMEOUT', message, { connection: 'close' }));
      });
    }, stallMsMax);
    /** What still comes is thrown away, so that the client can read its answer. */
    const finish = (): void => {
      isHeard = true;
      clearTimeout(overdue);
      request.off('data', add).off('end', whole).off('close', gone).off('error', gone);
      request.on('error', () => undefined).resume();
    };
    if (request.destroyed) return gone();
    request.on('data', add).once('end', whole).once('close', gone).once('error', gone);
  });
}

function enlarged({ buffer, length }: Buffer<ArrayBuffer>, needed: number, bytesMax: number): Buffer<ArrayBuffer> {
  return Buffer.from(buffer.transfer(Math.max(needed, Math.min(length * 2, bytesMax))));
}

function tooLarge(bytesMax: number, bytes?: number): BimetalError {
  const message = 'the body is larger than the largest value that is taken';
  return new BimetalError('VALUE_TOO_LARGE', message, { details: { bytes, bytesMax } });
}
