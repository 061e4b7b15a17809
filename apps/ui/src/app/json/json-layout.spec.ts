import { layOutJson, placeOfByte } from './json-layout';

const check = (json: string, expected: string): void => {
  expect(layOutJson(json)).toEqual({ text: expected, cut: false });
};

describe('layOutJson', () => {
  it('puts members and elements on lines of their own', () => {
    check('{"a":[1,{"b":null}],"c":"x"}', '{\n  "a": [\n    1,\n    {\n      "b": null\n    }\n  ],\n  "c": "x"\n}');
  });

  it('keeps empty arrays and objects together', () => {
    check('{"a":[ ],"b":{\n}}', '{\n  "a": [],\n  "b": {}\n}');
  });

  it('keeps numbers, strings and repeated names as written', () => {
    check(
      '[9007199254740993,1.50,1E+2,"\\u00e9, {}",{"a":1,"a":2}]',
      '[\n  9007199254740993,\n  1.50,\n  1E+2,\n  "\\u00e9, {}",\n  {\n    "a": 1,\n    "a": 2\n  }\n]',
    );
  });

  it('shows a value that is one token', () => {
    check(' true ', 'true');
  });

  it('stops where it is told, and says that there is more', () => {
    const { text, cut } = layOutJson(JSON.stringify(Array.from({ length: 100_000 }, (_, index) => index)), 500);
    expect(text).toHaveLength(500);
    expect(cut).toBe(true);
  });
});

describe('placeOfByte', () => {
  it('counts bytes of UTF-8, and lines and columns from 1', () => {
    const text = '{"é":1,\n"b":x}';
    expect(placeOfByte(text, 0)).toEqual({ line: 1, column: 1 });
    expect(placeOfByte(text, new TextEncoder().encode(text).indexOf('x'.charCodeAt(0)))).toEqual({
      line: 2,
      column: 5,
    });
  });
});
