import { keyOf, onOneLine, readableLines } from './document-line.js';

const element = (key: string, value: string): Buffer => Buffer.from(`{"key":${JSON.stringify(key)},"value":${value}}`);

describe('a document on one line', () => {
  it('keeps its bytes but for its line ends', () => {
    expect(onOneLine(Buffer.from('{"a": 1.50,\r\n "b":"\\n"}')).toString()).toBe('{"a": 1.50,   "b":"\\n"}');
    const text = Buffer.from('{"a":1}');
    expect(onOneLine(text)).toBe(text);
  });

  it('has its key as a text and as JSON', () => {
    const key = 'a"b\\c/ü';
    expect(keyOf(element(key, '1'), 'plain')).toBe(key);
    expect(keyOf(element(key, '1'), 'json')).toBe(JSON.stringify(key));
  });
});

describe('readable lines', () => {
  it('stand in columns and end with the terminal', () => {
    const lines = readableLines([element('a', '{"n":1}'), element('user-1', `"${'x'.repeat(99)}"`)], 20);
    expect(lines).toBe(`a       {"n":1}\nuser-1  "xxxxxxxxxx…\n`);
  });

  it('say what else there is to a document, and what keys have in common', () => {
    const items = [
      '{"key":"a","revision":"42","expires":"2030-01-01","value":1}',
      '{"prefix":"users/","count":"1200"}',
    ];
    expect(
      readableLines(
        items.map((item) => Buffer.from(item)),
        80,
      ),
    ).toBe('a       42  2030-01-01  1\nusers/  1,200 documents\n');
    expect(keyOf(Buffer.from(items[1] ?? ''), 'plain')).toBe('users/');
  });

  it('tell a terminal nothing to do', () => {
    expect(readableLines([element('a', '"\u009b31m\u202e"')], 80)).toBe('a  "\\u009b31m\\u202e"\n');
  });
});
