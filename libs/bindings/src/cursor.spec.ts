import fc from 'fast-check';
import { caught } from '../test/caught.js';
import { ENGINES } from '../test/engines.js';
import { TempStore } from '../test/temp-store.js';
import { type Cursor, type Store } from './index.js';

const VALUES = ['{"title":"Hello, world #1!"}', '"é"', '[1,2,3]', '{}', JSON.stringify('x'.repeat(100))];

async function fill(store: Store): Promise<string> {
  await Promise.all(VALUES.map((value, number) => store.put(`testdoc1-${number}`, value)));
  return `[${VALUES.map((value, number) => `{"key":"testdoc1-${number}","value":${value}}`).join(',')}]`;
}

/** Reads the whole text, with a larger buffer whenever one is too small. */
function readAll(cursor: Cursor, bytes: () => number): string {
  const parts: Buffer[] = [];
  let buffer = new Uint8Array(bytes());
  for (;;) {
    const read = cursor.read(buffer);
    if (read.kind === 'done') {
      return Buffer.concat(parts).toString();
    }
    if (read.kind === 'too-small') {
      expect(read.needed).toBeGreaterThan(buffer.byteLength);
      buffer = new Uint8Array(read.needed);
      continue;
    }
    if (read.kind === 'filled') parts.push(Buffer.from(buffer.slice(0, read.bytes)));
    buffer = new Uint8Array(bytes());
  }
}

describe.each(ENGINES)('Cursor.read (engine %s)', (engine) => {
  it('writes one JSON array text', async () => {
    await using temp = new TempStore({ engine });
    const text = await fill(temp.store);
    using snapshot = temp.store.snapshot();
    expect(readAll(snapshot.cursor(), () => 4096)).toBe(text);
    expect(JSON.parse(text)).toHaveLength(VALUES.length);
  });

  it('says how many bytes are needed when the buffer is too small, and loses nothing', async () => {
    await using temp = new TempStore({ engine });
    const text = await fill(temp.store);
    using snapshot = temp.store.snapshot();
    using cursor = snapshot.cursor();
    const first = '[{"key":"testdoc1-0","value":{"title":"Hello, world #1!"}}';
    const untouched = new Uint8Array(first.length - 1);
    expect(cursor.read(untouched)).toEqual({ kind: 'too-small', needed: first.length });
    expect(untouched.every((byte) => byte === 0)).toBe(true);
    const buffer = new Uint8Array(first.length);
    expect(cursor.read(buffer)).toEqual({ kind: 'filled', bytes: first.length });
    expect(Buffer.from(buffer).toString()).toBe(first);
    expect(first + readAll(cursor, () => 1)).toBe(text);
  });

  it('refuses a buffer of no length with a typed error', async () => {
    await using temp = new TempStore({ engine });
    await fill(temp.store);
    using snapshot = temp.store.snapshot();
    using cursor = snapshot.cursor();
    expect(caught(() => cursor.read(new Uint8Array(0)))).toMatchObject({ code: 'BUFFER_ZERO_LENGTH' });
    expect(cursor.read(new Uint8Array(1))).toMatchObject({ kind: 'too-small' });
  });

  it('hands over a buffer that took at least one document', async () => {
    await using temp = new TempStore({ engine });
    await temp.store.put('testdoc1-1', '1');
    await temp.store.put('testdoc1-2', JSON.stringify('x'.repeat(1000)));
    using snapshot = temp.store.snapshot();
    using cursor = snapshot.cursor();
    expect(cursor.read(new Uint8Array(200))).toEqual({ kind: 'filled', bytes: 31 });
    expect(cursor.read(new Uint8Array(200))).toEqual({ kind: 'too-small', needed: 1032 });
  });

  it('writes [] for nothing, and is done for ever after', async () => {
    await using temp = new TempStore({ engine });
    using snapshot = temp.store.snapshot();
    using cursor = snapshot.cursor();
    expect(cursor.read(new Uint8Array(1))).toEqual({ kind: 'too-small', needed: 2 });
    const buffer = new Uint8Array(2);
    expect(cursor.read(buffer)).toEqual({ kind: 'filled', bytes: 2 });
    expect(Buffer.from(buffer).toString()).toBe('[]');
    expect([cursor.read(buffer), cursor.read(buffer)]).toEqual([{ kind: 'done' }, { kind: 'done' }]);
  });

  it('escapes a key as JSON does', async () => {
    await using temp = new TempStore({ engine });
    await temp.store.put('"\\/<>&%?-7', '1');
    using snapshot = temp.store.snapshot();
    expect(JSON.parse(readAll(snapshot.cursor(), () => 64))).toEqual([{ key: '"\\/<>&%?-7', value: 1 }]);
  });

  it('gives the same text whatever the sizes of the buffers', async () => {
    await using temp = new TempStore({ engine });
    const text = await fill(temp.store);
    using snapshot = temp.store.snapshot();
    fc.assert(
      fc.property(fc.infiniteStream(fc.integer({ min: 1, max: 200 })), (sizes) => {
        using cursor = snapshot.cursor();
        expect(readAll(cursor, () => sizes.next().value as number)).toBe(text);
      }),
    );
  });

  it('writes only into the view, not around it', async () => {
    await using temp = new TempStore({ engine });
    await temp.store.put('testdoc1-1', '1');
    using snapshot = temp.store.snapshot();
    const whole = new Uint8Array(64).fill(0xaa);
    const { bytes } = snapshot.cursor().read(whole.subarray(8, 56)) as { bytes: number };
    expect(Buffer.from(whole.subarray(8, 8 + bytes)).toString()).toBe('[{"key":"testdoc1-1","value":1}]');
    expect([...whole.subarray(0, 8), ...whole.subarray(8 + bytes)].every((byte) => byte === 0xaa)).toBe(true);
  });

  it('takes a buffer whose memory is gone for one of no length', async () => {
    await using temp = new TempStore({ engine });
    using snapshot = temp.store.snapshot();
    using cursor = snapshot.cursor();
    const detached = new Uint8Array(16);
    structuredClone(detached, { transfer: [detached.buffer] });
    const shrunk = new Uint8Array(new ArrayBuffer(16, { maxByteLength: 32 }), 8, 8);
    shrunk.buffer.resize(4);
    for (const buffer of [detached, shrunk]) {
      expect(caught(() => cursor.read(buffer))).toMatchObject({ code: 'BUFFER_ZERO_LENGTH' });
    }
  });

  it('follows a buffer that changes its length', async () => {
    await using temp = new TempStore({ engine });
    await temp.store.put('testdoc1-1', '1');
    using snapshot = temp.store.snapshot();
    using cursor = snapshot.cursor();
    const memory = new ArrayBuffer(8, { maxByteLength: 64 });
    const buffer = new Uint8Array(memory);
    expect(cursor.read(buffer)).toEqual({ kind: 'too-small', needed: 31 });
    memory.resize(64);
    expect(cursor.read(buffer)).toEqual({ kind: 'filled', bytes: 32 });
  });
});

describe.each(ENGINES)('Cursor (engine %s)', (engine) => {
  it('steps in key order, a limited number at a time, and ends with nothing', async () => {
    await using temp = new TempStore({ engine });
    await fill(temp.store);
    await temp.store.put('another1-5', 'true');
    using snapshot = temp.store.snapshot();
    using cursor = snapshot.cursor();
    const steps = [cursor.next(2), cursor.next(3), cursor.next(10), cursor.next(10)];
    expect(steps.map((step) => step.map(({ key }) => `${key}`))).toEqual([
      ['another1-5', 'testdoc1-0'],
      ['testdoc1-1', 'testdoc1-2', 'testdoc1-3'],
      ['testdoc1-4'],
      [],
    ]);
    expect(steps[0]?.[0]).toMatchObject({ value: 'true', revision: 6n });
  });

  it('keeps to its prefix', async () => {
    await using temp = new TempStore({ engine });
    await fill(temp.store);
    await temp.store.put('testdoc2-1', '1');
    using snapshot = temp.store.snapshot();
    const counts = ['testdoc2', 'testdoc', 'tess', ''].map((prefix) => snapshot.cursor({ prefix }).next(100).length);
    expect(counts).toEqual([1, 6, 0, 6]);
    expect(caught(() => snapshot.cursor({ prefix: 'x'.repeat(513) }))).toMatchObject({ code: 'PREFIX_INVALID' });
  });

  it('seeks forward and back, and begins its text again there', async () => {
    await using temp = new TempStore({ engine });
    const text = await fill(temp.store);
    using snapshot = temp.store.snapshot();
    using cursor = snapshot.cursor();
    expect(readAll(cursor, () => 4096)).toBe(text);
    cursor.seek('testdoc1-4');
    expect(cursor.next(10)).toHaveLength(1);
    cursor.seek('testdoc1-3');
    expect(readAll(cursor, () => 4096)).toMatch(/^\[{"key":"testdoc1-3".*"testdoc1-4".*\]$/);
    cursor.seek('zzzzzzzz-1');
    expect(readAll(cursor, () => 4096)).toBe('[]');
  });

  it('is a typed error once closed, and may be closed twice', async () => {
    await using temp = new TempStore({ engine });
    using snapshot = temp.store.snapshot();
    const cursor = snapshot.cursor();
    cursor.close();
    cursor.close();
    expect(caught(() => cursor.next(1))).toMatchObject({ code: 'CURSOR_CLOSED' });
    expect(caught(() => cursor.read(new Uint8Array(8)))).toMatchObject({ code: 'CURSOR_CLOSED' });
    expect(caught(() => cursor.seek('testdoc1-1'))).toMatchObject({ code: 'CURSOR_CLOSED' });
  });
});
