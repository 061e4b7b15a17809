import { FileBroken } from './entry';
import { partsOf, textOf } from './file-parts';

/** A file whose pieces a test reads: jsdom's has no bytes. */
const fileOf = (text: string): Blob => {
  const bytes = new TextEncoder().encode(text);
  const slice = (from: number, to: number) => ({ arrayBuffer: async () => bytes.slice(from, to).buffer });
  return { size: bytes.length, slice } as unknown as Blob;
};

async function entriesOf(text: string, pieceBytes: number): Promise<[number, number, string][]> {
  const entries: [number, number, string][] = [];
  for await (const part of partsOf(fileOf(text), pieceBytes)) {
    for (const { number, at, bytes } of part.entries) entries.push([number, at, new TextDecoder().decode(bytes)]);
  }
  return entries;
}

const SIZES = [1, 2, 3, 7, 1024];

describe.each(SIZES)('a file that is read by pieces of %i bytes', (pieceBytes) => {
  it('has the lines with their numbers and bytes, and none that are empty', async () => {
    expect(await entriesOf('\n{"key":"ä"}\r\n  \n{"key":"b"}', pieceBytes)).toEqual([
      [2, 1, '{"key":"ä"}\r'],
      [4, 18, '{"key":"b"}'],
    ]);
  });

  it('has the entries of an array, whatever stands in its strings', async () => {
    const text = '[ {"key":"]","value":"\\"},["} ,\n[1,[2]]\n, 3 ]\n';
    expect(await entriesOf(text, pieceBytes)).toEqual([
      [1, 2, '{"key":"]","value":"\\"},["} '],
      [2, 32, '[1,[2]]\n'],
      [3, 42, '3 '],
    ]);
  });

  it('has an entry without anything between two commas, for the server to refuse', async () => {
    expect(await entriesOf('[1,,2,]', pieceBytes)).toEqual([
      [1, 1, '1'],
      [2, 3, ''],
      [3, 4, '2'],
      [4, 6, ''],
    ]);
  });

  it.each([
    ['[1,2', 'ARRAY_NOT_CLOSED', 4],
    ['[1]x', 'TEXT_BEHIND_ARRAY', 3],
  ])('fails where the text %s is no array', async (text, code, at) => {
    const failure = await entriesOf(text, pieceBytes).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(FileBroken);
    expect(failure).toMatchObject({ code, at });
  });
});

it.each(['', '[]', ' [ ] ', '\n\n'])('a file with %j has no entries', async (text) => {
  expect(await entriesOf(text, 1024)).toEqual([]);
});

it('an array may have white space before it', async () => {
  expect(await entriesOf('\ufeff\n [1]', 1024)).toEqual([[1, 6, '1']]);
});

it('a byte order mark is none of the first line', async () => {
  expect(await entriesOf('\ufeff{"key":"a"}', 1024)).toEqual([[1, 3, '{"key":"a"}']]);
});

it.each([
  ['lines', '1\n2\n'],
  ['array', '[1,2]'],
] as const)('entries are sent as %s', (form, text) => {
  const entries = ['1', '2'].map((one, index) => ({ number: index, at: 0, bytes: new TextEncoder().encode(one) }));
  expect(new TextDecoder().decode(textOf(form, entries))).toBe(text);
});
