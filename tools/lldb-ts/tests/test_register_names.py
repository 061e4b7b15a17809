"""The model of V8's registers, on functions whose registers were read in running programs (tests/live/test_locals.py does it again)."""

from __future__ import annotations

import unittest

from lldb_ts.values.function_source import FunctionSource, read_function, read_parameters
from lldb_ts.values.js_tokens import SourceError, tokenize
from lldb_ts.values.register_names import names_at, register_names

HERE = '/*here*/'
PLAIN, ARROW, ASYNC_ARROW, ASYNC, GENERATOR, DERIVED = 0, 11, 12, 13, 19, 6


class RegisterNames(unittest.TestCase):
    def check(
        self,
        source: str,
        expected: dict[int, str],
        kind: int = PLAIN,
        captured: tuple[str, ...] = (),
        is_strict: bool = False,
        own: str = '',
    ) -> None:
        """`source` starts where V8 says that a function starts: at its parameters. `HERE` marks the place of the stop."""
        names = register_names(self.read(source, kind, is_strict, own), captured)
        self.assertEqual({number: found.name for number, found in names_at(names, source.index(HERE)).items()}, expected)

    def read(self, source: str, kind: int = PLAIN, is_strict: bool = False, own: str = '') -> FunctionSource:
        return read_function(source, 0, len(source), kind, is_strict, own)

    def test_declarations_come_in_order_and_parameters_take_no_register(self) -> None:
        self.check('(a) { const b = a; let c = 1, d; var e = 2; /*here*/ }', {0: 'b', 1: 'c', 2: 'd', 3: 'e'})

    def test_a_variable_that_nobody_uses_takes_none(self) -> None:
        self.check('() { var unused; var used; function idle() {} function busy() {} used = busy(); /*here*/ }', {0: 'used', 1: 'busy'})

    def test_blocks_come_after_the_function_the_last_of_siblings_first(self) -> None:
        self.check('() { { let l1 = 1; { const l2 = 2; /*here*/ } } { const l3 = 3; } let own = 4; }', {0: 'own', 2: 'l1', 3: 'l2'})

    def test_only_what_is_in_force_is_named_and_the_inner_one_wins(self) -> None:
        self.check('() { let x = 1; if (x) { let x = 2; /*here*/ } else { let y = 3; } }', {2: 'x'})

    def test_destructuring(self) -> None:
        source = '(o) { const { p, q: { r = 1 }, [k()]: s, ...rest } = o; const [x, , [y]] = o.l; /*here*/ }'
        self.check(source, dict(enumerate('p r s rest x y'.split())))

    def test_what_closures_capture_is_elsewhere(self) -> None:
        self.check('(a) { const cap = 1; const loc = 2; /*here*/ return () => cap + a; }', {0: 'loc'}, captured=('cap', 'a'))
        self.check('() { { let cap = 1; let loc = 2; run(() => cap); /*here*/ } }', {0: 'loc'})

    def test_a_property_of_the_same_name_captures_nothing(self) -> None:
        self.check('() { { let size = 1; run((o) => o.size); /*here*/ } }', {0: 'size'})

    def test_for_of_takes_a_temporary_and_declares_twice(self) -> None:
        self.check('(l) { let sum = 1; for (const it of l) { const twice = it; /*here*/ } }', {0: 'sum', 3: 'it', 4: 'twice'})
        self.check('(l) { for (const [k, v] of l) { /*here*/ } let after = 1; }', {1: 'after', 4: 'k', 5: 'v'})

    def test_plain_loops_and_loops_with_closures(self) -> None:
        self.check('() { let a = 0; for (let i = 0; i < 3; i++) { const s = i; /*here*/ } }', {0: 'a', 1: 'i', 2: 's'})
        self.check('() { for (let i = 0, j = 1; i < 2; i++) { const f = () => i; /*here*/ j += f(); } }', {6: 'j', 7: 'f'})

    def test_switch_try_and_labels(self) -> None:
        source = '(k) { let o = 1; switch (k) { case a ? b : c: { const sa = 2; } default: { const sd = 3; /*here*/ } } }'
        self.check(source, {0: 'o', 1: 'sd'})
        source = '() { let r = 1; out: try { const t = 2; } catch (e) { const m = 3; /*here*/ } finally { r = 4; } }'
        self.check(source, {0: 'r', 1: 'm'})

    def test_a_variable_has_a_value_when_its_declaration_is_done(self) -> None:
        source = (
            '(a) { var v; let early = 1; const now = f(() => /*here*/ 1); class Late {} let last; function hoisted() {} hoisted(); v = 1; }'
        )
        names = names_at(register_names(self.read(source), ()), source.index(HERE)).values()
        ready = {name.name: name.ready_at <= source.index(HERE) for name in names}
        self.assertEqual(ready, {'v': True, 'early': True, 'now': False, 'Late': False, 'last': False, 'hoisted': True})

    def test_a_switch_that_declares_keeps_what_it_compares_in_a_register(self) -> None:
        self.check('(x) { switch (x) { case 1: { let a = 5; /*here*/ } default: let b = 6; } }', {1: 'b', 2: 'a'})

    def test_a_function_expression_keeps_itself_behind_its_variables(self) -> None:
        self.check('(n) { let k = n; { let q = me; /*here*/ } }', {0: 'k', 1: 'me', 2: 'q'}, own='me')

    def test_arguments_come_last_when_the_function_itself_mentions_them(self) -> None:
        self.check('(a) { let m = a; use(arguments); var late = 1; /*here*/ use(late); }', {0: 'm', 1: 'late', 2: 'arguments'})
        self.check('(a) { let m = { arguments: 1 }; use(function () { return arguments; }); /*here*/ }', {0: 'm'})

    def test_a_function_in_a_block_of_strict_code_is_a_variable_like_others(self) -> None:
        self.check('(a) { { function inBlock() {} const r = inBlock(); /*here*/ } }', {0: 'inBlock', 1: 'r'}, is_strict=True)

    def test_async_functions_and_generators_keep_their_object_first(self) -> None:
        self.check('(a) { const x = 1; /*here*/ }', {1: 'x'}, ASYNC)
        self.check('() { const x = 1; /*here*/ }', {1: 'x'}, GENERATOR)

    def test_arrow_functions_keep_their_temporaries_behind(self) -> None:
        self.check('(a) => { let x = 1; /*here*/ }', {0: 'x'}, ASYNC_ARROW)
        self.check('a => { for (const k of a) {} let t = 1; /*here*/ }', {0: 't'}, ARROW)
        self.check('({ q }) => { let x = 1; /*here*/ }', {0: 'q', 2: 'x'}, ASYNC_ARROW)

    def test_parameters_that_are_no_plain_names_take_registers(self) -> None:
        self.check('(...args) { const n = 1; /*here*/ }', {0: 'args', 2: 'n'})
        self.check('(a, b = 1, { c, d } = {}) { const e = 2; /*here*/ }', dict(enumerate('abcde')))

    def test_lines_without_semicolons_end_where_they_cannot_go_on(self) -> None:
        source = '(a) {\n let one = a\n let two = one\n  + 1\n if (two) {\n const three = 3\n /*here*/ }\n}'
        self.check(source, {0: 'one', 1: 'two', 2: 'three'})

    def test_regular_expressions_and_templates_hide_their_brackets(self) -> None:
        self.check('(s) { const re = /[/}]"{/g; const t = `a${ `b${s}` }c{`; const q = s / 2 / 3; /*here*/ }', {0: 're', 1: 't', 2: 'q'})

    def test_a_template_may_begin_with_what_it_inserts(self) -> None:
        self.check('(a) { const b = `${a}${(() => { const inner = 1; return inner; })()}`; let c = b; /*here*/ }', {0: 'b', 1: 'c'})

    def test_what_the_model_does_not_cover_is_refused(self) -> None:
        for source in (
            '(a) { eval(a); }',
            '(a) { { function inBlock() {} } }',
            '(a) { with (a) { b; } }',
            '(a) { using file = a; }',
            '(a) { let x = [1, 2; }',
        ):
            with self.subTest(source=source), self.assertRaises(SourceError):
                self.read(source)


class Parameters(unittest.TestCase):
    def names(self, source: str) -> list[str]:
        return [parameter.name for parameter in read_parameters(source, 0, len(source))]

    def test_plain_names_are_arguments(self) -> None:
        self.assertEqual(self.names('(a, b) { return a; }'), ['a', 'b'])
        self.assertEqual(self.names('x => x + 1'), ['x'])
        self.assertEqual(self.names('(a) => a'), ['a'])
        self.assertEqual(self.names('() {}'), [])

    def test_others_are_not(self) -> None:
        for source in ('(a, b = 1) {}', '({ a }) {}', '(...a) {}', '([a]) => a'):
            self.assertEqual(self.names(source), [])


class Tokens(unittest.TestCase):
    def test_brackets_know_their_partners(self) -> None:
        tokens = tokenize('f(`a${g({})}b`)')
        self.assertTrue(all(tokens.partner[tokens.partner[index]] == index for index in tokens.partner))

    def test_text_that_is_cut_off_is_refused(self) -> None:
        for source in ('f(', '}', '`a', '`a${b'):
            with self.subTest(source=source), self.assertRaises(SourceError):
                tokenize(source)
