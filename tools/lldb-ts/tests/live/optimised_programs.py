"""Functions that optimising compilers inline and whose values they keep raw, apart or nowhere. Each shape is called until it is hot."""

from __future__ import annotations

HOT = """\
function hot(outer, inner, ...input) {
  for (const f of [outer, ...inner]) prepare(f);
  for (let round = 0; round < 2; round++) outer(...input);
  optimise(outer);
  outer(...input);
}
"""

SHAPES = [
    # Numbers: small, large, fractional; kept after the stop, so that they are alive.
    'function n1(a, b) { const s = a + b; const d = a * 0.5; const big = b * 4294967296.5; P(); return s + d + big; }'
    'function n2(x) { let y = x + 0.25; const r = n1(x, y); return r + y; } hot(n2, [n1], 7);',
    # An object and an array that escape analysis leaves out, seen from the function inlined into its maker.
    'function o1(point, list) { const twice = point.x * 2; P(); return twice + list[1] + point.y.z; }'
    'function o2(x) { const point = { x, y: { z: x + 1 } }; const list = [x, x + 2]; const r = o1(point, list); return r + point.x; }'
    'hot(o2, [o1], 3);',
    # Fields and elements that are doubles.
    'function d1(o) { P(); return o.f + o.g[1]; }'
    'function d2(x) { const o = { f: x + 0.5, g: [0.5, x + 0.75] }; return d1(o) + 1; } hot(d2, [d1], 3);',
    # A method, its receiver left out too.
    'class V { constructor(x) { this.x = x; } add(n) { const old = this.x; P(); return old + n + this.x; } }'
    'function v1(x) { const v = new V(x); return v.add(x + 1) + v.x; } hot(v1, [V.prototype.add], 5);',
    # A closure whose function and context are left out.
    'function c2(x) { let k = x + 1; const f = (y) => { const z = y + k; P(); return z + k; }; return f(x * 2) + k; } hot(c2, [], 4);',
    # Parameters that were changed, missing ones, rest parameters.
    'function p1(a, b) { a = a + 1; const was = b; P(); return [a, was]; } function p2(x) { return p1(x, ); } hot(p2, [p1], 8);',
    'function r1(a, ...rest) { const n = rest.length; P(); return rest[0] + n + a; } hot(r1, [], 1, 2, 3);',
    'function r2(...all) { const n = all.length; P(); return all[0] + n; } function r3(x) { return r2(x, 5); } hot(r3, [r2], 1);',
    # Strings, booleans, comparisons, concatenation.
    "function s1(a, b) { const t = a + '-' + b; const same = a === b; P(); return same ? t : t + 1; }"
    "function s2(x) { const r = s1('left of ' + x, 'right'); return r; } hot(s2, [s1], 'abcdefghijkl');",
    # Bigints.
    'function b1(x) { const y = BigInt.asIntN(64, x * 3n); const u = BigInt.asUintN(64, x + 1n); P();'
    ' return BigInt.asIntN(64, y + u); } hot(b1, [], -5n);',
    # A loop, blocks and a variable that is dead at the stop.
    'function l1(n) { let sum = 0; for (let i = 0; i < n; i++) { const sq = i * i; if (i === 2) P(); sum += sq; } return sum; }'
    'function l2(n) { const dead = n + 100; use(dead); return l1(n); } hot(l2, [l1], 4);',
    # Callbacks of builtins, which are inlined with their callbacks.
    'function m1(list) { let t = 0; list.forEach((e, i) => { const w = e * 2; if (i === 1) P(); t += w; }); return t; } hot(m1, [], [1, 2, 3]);',
    # A double that is unsigned, and one that is not a number.
    'function u1(a) { const u = a >>> 0; const q = Math.sqrt(a); const m = -a * 0; P(); return u + q + m; } hot(u1, [], -1);',
    # A constructor of a derived class.
    'class A { constructor(a) { this.a = a; P(); } } class B extends A { constructor(b) { const c = b + 1; super(c); this.b = b; } }'
    'function k1(x) { const k = new B(x); return k.a + k.b; } hot(k1, [A, B], 6);',
    # Destructuring and a try.
    'function t1(o) { const { p, q = 5 } = o; let r = p; try { r += q; P(); } catch (e) { r = 0; } return r + q; }'
    'function t2(x) { return t1({ p: x }); } hot(t2, [t1], 9);',
]

PROGRAM = '\n'.join([HOT, 'const use = (x) => x;', *SHAPES])
