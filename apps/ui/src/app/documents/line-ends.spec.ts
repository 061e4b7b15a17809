import { type LineField, shownIn, typedOver } from './line-ends';

const check = (field: LineField, text: string, typed: string, expected: string): void =>
  expect(typedOver(field, text, typed)).toBe(expected);

describe('typedOver', () => {
  it('keeps the line ends of a text area where nothing was typed', () => {
    check('textarea', 'a\r\nb\rc\nd', 'a\nb\nc\nde', 'a\r\nb\rc\nde');
    check('textarea', 'a\r\nb\rc\nd', 'Xa\nb\nc\nd', 'Xa\r\nb\rc\nd');
    check('textarea', 'a\r\nb\r\nc', 'a\nXYZ\nc', 'a\r\nXYZ\r\nc');
  });

  it('ends a new line as the others end', () => {
    check('textarea', 'a\r\nb', 'a\nb\nc', 'a\r\nb\r\nc');
    check('textarea', 'a\r\nb\nc', 'a\nb\nc\n', 'a\r\nb\nc\n');
    check('textarea', 'a\nb', 'a\nb\nc', 'a\nb\nc');
  });

  it('never makes one line end of two', () => {
    check('textarea', 'a\rX\nb', 'a\n\nb', 'a\r\r\nb');
    check('textarea', 'a\rb', 'a\n\nb', 'a\r\r\nb');
  });

  it('takes a line end away with what is around it', () => {
    check('textarea', 'a\r\nb\r\nc', 'ab\nc', 'ab\r\nc');
    check('textarea', 'a\r\nb', '', '');
  });

  it('keeps what a field of one line leaves out', () => {
    check('input', 'a\r\nb', 'abc', 'a\r\nbc');
    check('input', 'a\r\nb', 'Xab', 'Xa\r\nb');
    check('input', 'a\r\nb', 'aXb', 'a\r\nXb');
    check('input', 'a\r\nbc', 'ac', 'a\r\nc');
    check('input', 'ab\r\nc', 'ac', 'a\r\nc');
  });

  it('leaves a text alone in which nothing was typed, and gives what was typed into one without such line ends', () => {
    for (const field of ['input', 'textarea'] as const) {
      for (const text of ['', '\r', '\r\n\r\n', 'a\r\r\n\n\rb', 'a\u2028b\u0085']) {
        expect(typedOver(field, text, shownIn(field, text))).toBe(text);
      }
      check(field, 'ab', 'xyz', 'xyz');
    }
  });

  it('shows again what was typed, whatever was there', () => {
    const texts = ['', 'a', 'b\r\n', '\r\na', 'a\rb', 'a\r\n\r\nb', '\n', 'ab\nab\r\nab'];
    for (const field of ['input', 'textarea'] as const) {
      for (const text of texts) {
        for (const typed of texts.map((other) => shownIn(field, other))) {
          expect(shownIn(field, typedOver(field, text, typed))).toBe(typed);
        }
      }
    }
  });
});
