import { thrown, valueText } from './remote-object.ts';

it.each([
  [undefined, '<not available>'],
  [{ type: 'string', value: 'a"b' }, '"a\\"b"'],
  [{ type: 'undefined' }, 'undefined'],
  [{ type: 'object', subtype: 'null', value: null }, 'null'],
  [{ type: 'number', value: 0 }, '0'],
  [{ type: 'bigint', unserializableValue: '12n' }, '12n'],
  [{ type: 'number', unserializableValue: '-0' }, '-0'],
  [{ type: 'function', description: 'class A {\n}' }, 'ƒ class A {'],
  [
    {
      type: 'object',
      description: 'Object',
      preview: { description: 'Object', properties: [{ name: 'a', type: 'string', value: 'x' }], overflow: true },
    },
    '{a: "x", …}',
  ],
  [
    {
      type: 'object',
      subtype: 'array',
      preview: { subtype: 'array', description: 'Array(1)', properties: [{ name: '0', type: 'number', value: '1' }] },
    },
    'Array(1) [1]',
  ],
  [
    {
      type: 'object',
      subtype: 'array',
      preview: {
        subtype: 'array',
        description: 'Array(21)',
        properties: [
          { name: '1', type: 'number', value: '1' },
          { name: '9', type: 'number', value: '2' },
          { name: 'more', type: 'number', value: '3' },
          { name: '-1', type: 'object', subtype: 'error', value: 'Error: x\n at y' },
        ],
      },
    },
    'Array(21) [<1 empty>, 1, <7 empty>, 2, <11 empty>, more: 3, -1: Error: x]',
  ],
  [
    {
      type: 'object',
      subtype: 'array',
      preview: {
        subtype: 'array',
        description: 'Array(200)',
        properties: [{ name: '0', type: 'number', value: '1' }],
        overflow: true,
      },
    },
    'Array(200) [1, …]',
  ],
  [
    {
      type: 'object',
      subtype: 'map',
      preview: {
        subtype: 'map',
        description: 'Map(1)',
        properties: [],
        entries: [{ key: { description: '"k"' }, value: { description: '1' } }],
      },
    },
    'Map(1) {"k" => 1}',
  ],
  [
    {
      type: 'object',
      description: 'Object',
      preview: {
        description: 'Object',
        properties: [
          { name: 'f', type: 'function', value: 'grow' },
          { name: 'g', type: 'function', value: '' },
          { name: 'h', type: 'accessor' },
        ],
      },
    },
    '{f: ƒ grow, g: ƒ, h: (…)}',
  ],
])('shows %j in one line', (value, text) => {
  expect(valueText(value)).toBe(text);
});

it('marks a text that is longer than what is shown', () => {
  expect(valueText({ type: 'string', value: 'x'.repeat(12_345) })).toMatch(/^"x{10000}"… \(12,345 characters\)$/);
});

it('tells what an evaluation threw in the first line of V8’s words', () => {
  expect(thrown({})).toBeUndefined();
  expect(thrown({ exceptionDetails: { exception: { description: 'TypeError: no\n at x' } } })?.message).toBe(
    'TypeError: no',
  );
});
