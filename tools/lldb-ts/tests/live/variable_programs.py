"""Functions of every shape, stopped inside, with the variables that they have there. Each value says where it was made."""

from __future__ import annotations

# The line that defines and calls the function, its name as the stack shows it, and what is to be seen.
SHAPES: list[tuple[str, str, dict[str, str]]] = [
    (
        'function f1(a) { const b = a + 101; let d = b * 2; P(); return b + d; } f1(1);',
        'f1',
        {'a': '1', 'b': '102', 'd': '204'},
    ),
    (
        'function f2(a) { let s = 201; if (a > 0) { const t = 202; P(); s += t; } else { const z = 209; s += z; } return s; } f2(1);',
        'f2',
        {'a': '1', 's': '201', 't': '202'},
    ),
    (
        'function f3() { let acc = 301; for (let i = 0; i < 3; i++) { const sq = i + 310; if (i === 2) P(); '
        'acc += sq; } return acc; } f3();',
        'f3',
        {'acc': '922', 'i': '2', 'sq': '312'},
    ),
    (
        'function f4(o) { const { p, q: { r } } = o; const [x, ...rest] = [404, 405]; P(); return p + r + x + '
        'rest[0]; } f4({ p: 401, q: { r: 402 } });',
        'f4',
        {'o': 'Object { p: 401, q: Object {…} }', 'p': '401', 'r': '402', 'x': '404', 'rest': 'Array(1) [405]'},
    ),
    (
        'function f5(a) { const cap = 501; const loc = 502; P(); use(loc); return () => cap + a; } f5(1);',
        'f5',
        {'a': '1', 'cap': '501', 'loc': '502'},
    ),
    (
        "function f6() { let r = 601; try { throw new Error('e'); } catch (err) { const m = 603; P(); r += m; "
        '} finally { r += 1; } return r; } f6();',
        'f6',
        {'err': 'Error: e', 'r': '601', 'm': '603'},
    ),
    (
        'async function f7(a) { const x = 701; const y = await 702; P(); return x + y + a; } await f7(1);',
        'f7',
        {'a': '1', 'x': '701', 'y': '702'},
    ),
    (
        'class K { v = 801; m(a) { const loc = 802; const me = this.v; P(); return loc + me + a; } } new K().m(1);',
        'K.m',
        {'this': 'K { v: 801 }', 'a': '1', 'loc': '802', 'me': '801'},
    ),
    (
        'function f9(l) { let sum = 901; for (const it of l) { const dbl = it * 2; P(); sum += dbl; } return sum; } f9([3]);',
        'f9',
        {'l': 'Array(1) [3]', 'sum': '901', 'it': '3', 'dbl': '6'},
    ),
    (
        "function f10(k) { let out = 1001; switch (k) { case 'a': { const sa = 1002; out += sa; } case 'b': { "
        "const sb = 1003; P(); out += sb; } } return out; } f10('b');",
        'f10',
        {'k': '"b"', 'out': '1001', 'sb': '1003'},
    ),
    (
        'function f11(...args) { const n = 1101; P(); return n + args.length; } f11(7);',
        'f11',
        {'arguments[0]': '7', 'args': 'Array(1) [7]', 'n': '1101'},
    ),
    (
        'function f12(a, b = 1201, { c } = { c: 1202 }) { const e = 1203; P(); return a + b + c + e; } f12(1);',
        'f12',
        {'arguments[0]': '1', 'a': '1', 'b': '1201', 'c': '1202', 'e': '1203'},
    ),
    (
        'function f13() { var h = 1301; { let l1 = 1303; { const l2 = 1304; P(); h += l2; } h += l1; } { '
        'const l3 = 1305; h += l3; } return h; } f13();',
        'f13',
        {'h': '1301', 'l1': '1303', 'l2': '1304'},
    ),
    ('function* f14() { const g = 1401; P(); yield g; } [...f14()];', 'f14', {'g': '1401'}),
    (
        'function f16(o) { let c = 1601; for (const key in o) { const kv = o[key]; P(); c += kv; } return c; } f16({ b: 1606 });',
        'f16',
        {'o': 'Object { b: 1606 }', 'c': '1601', 'key': '"b"', 'kv': '1606'},
    ),
    (
        'function f18() { for (let i = 0, j = 1801; i < 1; i++) { const fn = () => i + 1; const deep = 1802; '
        'P(); j += fn() + deep; } } f18();',
        'f18',
        {'i': '0', 'j': '1801', 'fn': '[Function fn]', 'deep': '1802'},
    ),
    (
        'async function f20() { for await (const z of [2001]) { const zz = z + 1; P(); use(zz); } } await f20();',
        'f20',
        {'z': '2001', 'zz': '2002'},
    ),
    (
        'class B { } class D extends B { constructor(x) { const before = 2101; super(); P(); use(before + x); } } new D(1);',
        'D',
        {'this': 'D {}', 'x': '1', 'before': '2101'},
    ),
    (
        'const arrow = async (a, b) => { let t = 2201; for (const k of [5]) { await a; P(); t += k; } return t + b; }; await arrow(1, 2);',
        'arrow',
        {'a': '1', 'b': '2', 't': '2201', 'k': '5'},
    ),
    (
        'function f23(a = 2301, { b } = { b: 2302 }, ...r) { let z = 2303; const clo = () => z + b; P(); '
        'return clo() + a + r.length; } f23();',
        'f23',
        {'z': '2303', 'b': '2302', 'a': '2301', 'r': 'Array(0) []', 'clo': '[Function clo]'},
    ),
    (
        'class M { #p = 2401; get g() { const v = this.#p; P(); return v; } } new M().g;',
        'M.get g',
        {'this': 'M { #p: 2401 }', 'v': '2401'},
    ),
]

PROGRAM = '\n'.join(
    ['const use = (x) => x;', *(line.replace('P()', 'process.getgroups()') for line, _, _ in SHAPES), "console.log('done');"]
)
