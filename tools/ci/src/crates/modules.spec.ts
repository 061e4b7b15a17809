import { moduleCircles } from './modules.ts';

const circlesOf = (files: Readonly<Record<string, string>>): string[][] =>
  moduleCircles(Object.entries(files).map(([path, text]) => ({ path, text })));

describe('the circles of a crate', () => {
  it('are found through every way to name another file', () => {
    for (const back of [
      'use crate::a::A;',
      'use super::a::A;',
      'use crate::{\n    c::C,\n    a::{self, A},\n};',
      'fn f() -> crate::a::A {}',
      'use self::super::a;',
    ]) {
      expect(circlesOf({ 'lib.rs': 'mod a; mod b;', 'a.rs': 'use crate::b::B;', 'b.rs': back })).toEqual([['a', 'b']]);
    }
  });

  it('are found through three files and through a folder', () => {
    const files = {
      'lib.rs': '',
      'a/mod.rs': 'mod inner;\nuse inner::X;\npub(crate) use self::inner::Y;',
      'a/inner.rs': 'use crate::b::B;',
      'b.rs': 'use crate::a::A;',
    };
    expect(circlesOf(files)).toEqual([['a', 'a/inner', 'b']]);
  });

  it('are none where arrows go one way, and where only declarations, comments or unit tests go back', () => {
    const files = {
      'lib.rs': 'pub mod a;\nmod b;\npub use a::A;',
      'a.rs': 'use crate::b::{B, other::Thing,};',
      'b.rs': '// crate::a is above.\n/// See [`crate::a::A`].\nfn f() {}\n\n#[cfg(test)]\nmod tests {\n    use crate::a::A;\n}',
    };
    expect(circlesOf(files)).toEqual([]);
  });
});
