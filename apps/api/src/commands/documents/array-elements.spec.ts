import { ArrayElements } from './array-elements.js';

/** The elements of a text that arrives in chunks of some bytes, in one buffer that is used again. */
function elementsOf(text: string, bytes: number): { elements: string[]; isWhole: boolean } {
  const all = Buffer.from(text);
  const buffer = Buffer.alloc(bytes);
  const reader = new ArrayElements();
  const elements: string[] = [];
  for (let at = 0; at < all.length; at += bytes) {
    const length = all.copy(buffer, 0, at);
    elements.push(...reader.take(buffer.subarray(0, length)).map(String));
    buffer.fill('#');
  }
  return { elements, isWhole: reader.isWhole };
}

describe('ArrayElements', () => {
  const parts = ['{"key":"a,]\\"[","value":[1,{"b":[]}]}', '{"key":"ü\\\\","value":"}"}', 'null', '[[],{}]'];

  it('takes an array apart wherever its chunks end', () => {
    for (let bytes = 1; bytes <= 40; bytes++) {
      expect(elementsOf(`[${parts.join(',')}]`, bytes)).toEqual({ elements: parts, isWhole: true });
    }
  });

  it('finds nothing in an empty array', () => {
    expect(elementsOf('[]', 1)).toEqual({ elements: [], isWhole: true });
  });

  it('knows when the end is missing', () => {
    expect(elementsOf('[1,2', 10)).toEqual({ elements: ['1'], isWhole: false });
    expect(elementsOf('[1,"]', 10).isWhole).toBe(false);
  });
});
