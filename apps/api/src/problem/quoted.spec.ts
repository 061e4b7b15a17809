import { quoted } from './quoted.js';

describe('quoted', () => {
  it.each([
    ['users/alice@example.com', '"users/alice@example.com"'],
    ['a b', '"a b"'],
    ['привет 😀', '"привет 😀"'],
    ['say "x\\y"', '"say \\"x\\\\y\\""'],
    ['a\nb\u001b[31m', '"a\\u{a}b\\u{1b}[31m"'],
    ['\u009b31m', '"\\u{9b}31m"'],
    ['\u202egnp.exe', '"\\u{202e}gnp.exe"'],
    ['a\u2028b\u00a0', '"a\\u{2028}b\\u{a0}"'],
    ['\ud800', '"\\u{d800}"'],
  ])('writes %j so that it can only be read', (text, expected) => {
    expect(quoted(text)).toBe(expected);
  });
});
