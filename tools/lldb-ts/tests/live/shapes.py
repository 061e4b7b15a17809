"""Functions of every shape, each stopped inside by P: the names of their variables are compared with the inspector's."""

STRICT = """\
const use = (x) => x;
const fact = function me(n) { const k = n + 1; if (n <= 0) { const q = typeof me; P(); return k + q; } return n * me(n - 1); }; fact(1);
const fe = function named(a) { let z = a; P(); return z; }; fe(4);
(function () { for (const x of [1]) for (const y of [x + 1]) { const z = x + y; P(); use(z); } })();
(function () { for (const [k, v] of Object.entries({ a: 1 })) { const t = k + v; P(); use(t); } })();
(function () { for (let i = 0; i < 1; i++) { const f = () => i; let g = 5; P(); use(f); use(g); } })();
(function () { for (let i = 0, n = 2; i < 1; i += 1) { let g = i + 5; const f = () => g; P(); use(f); use(n); } })();
(function (o) { for (const k in o) { for (const j in o) { const v = o[k] + o[j]; P(); use(v); } } })({ a: 1 });
(function () { let i = 0; while (i < 1) { const w = i + 7; P(); i++; use(w); } do { let dd = i; P(); use(dd); } while (i > 5); })();
(function (a, ...rest) { const n = rest.length; let m = a; P(); use(n + m); })(1, 2, 3);
(({ a, b: [c] }, d = 4) => { const e = a + c + d; P(); use(e); })({ a: 1, b: [2] });
(async function () { for await (const z of (async function* () { yield 1; })()) { const zz = z + 1; P(); use(zz); } })();
await (async () => { const a = 1; try { await null; const b = a + 1; P(); use(b); } finally { const c = 3; P(); use(c); } })();
(function* () { const g = 1; for (const x of [5]) { const got = yield x; P(); use(got + g); } })().next();
[...(function* () { const g = 1; for (const x of [5]) { const got = yield x; const h = x + g; P(); use(got); use(h); } })()];
class Q { static s = 4; #f = 3; static sm(a) { const l = a + Q.s; P(); return l; } get v() { const x = this.#f; P(); return x; } set v(n) { const o = n; P(); this.#f = o; } }
Q.sm(1); new Q().v; new Q().v = 9;
(function () { class In { m() { const a = 1; P(); return a; } } const i = new In(); const r = i.m(); P(); use(r); })();
(function (x) { switch (x) { case 1: { let a = 5; P(); use(a); break; } default: let b = 6; use(b); } })(1);
(function (x) { switch (x) { case 1: let a = 5; const f = () => a; P(); use(f); } })(1);
(function () { label: for (const a of [1, 2]) { for (const b of [3]) { if (a === 2) break label; const c = a + b; P(); use(c); } } })();
(function () { let a = 1, b; var c = 3; b = 2; { let a = 10; const d = a; P(); use(d); } use(a + b + c); P(); })();
(function () { try { null.x; } catch ({ message, name }) { const l = message.length; P(); use(l + name); } })();
(function () { try { throw 5; } catch { const l = 3; P(); use(l); } })();
(function () { const f = (x) => { const y = x * 2; P(); return y; }; [1].map(f); const g = [1].map((x) => x + 1); P(); use(g); })();
(function () { var t = 1; if (t) { var u = 2; let v = 3; P(); use(v); } P(); use(u); })();
(function (a, b = a + 1) { var a2 = a; let c = b; P(); use(a2 + c); })(1);
(function (a, b = () => a) { var a2 = b(); P(); use(a2); })(1);
(function () { const { a = 5, ...others } = { b: 6 }; let [x = 1, [y] = [2]] = []; P(); use(a + others + x + y); })();
(function (n) { let r = 1; for (;;) { if (n-- <= 0) break; const s = r * 2; r = s; P(); } use(r); })(1);
(function () { const fs = []; for (const i of [1]) { const j = i; fs.push(() => i + j); const k = j; P(); use(k); } use(fs); })();
(function () { let x = 1; const get = () => x; { let x = 2; const get2 = () => x; P(); use(get2); } use(get); })();
const tpl = (s, ...v) => { const j = s.join('|'); P(); return j + v; }; tpl`a${1}b`;
const oo = { m(a) { const t = a + 1; P(); return t; }, get g() { const u = 7; P(); return u; }, async am() { const w = await 3; P(); return w; } }; oo.m(1); oo.g; await oo.am();
(function () { let a; a ??= 5; let b = a?.toFixed?.(1); const c = `${a}${(() => { const inner = 1; return inner; })()}`; P(); use(b + c); })();
(function () { function decl(z) { const q = z; P(); return q; } const r = decl(5); P(); use(r); })();
(function () { 'use strict'; { function inBlock(x) { const y = x; P(); return y; } const r = inBlock(3); P(); use(r); } })();
(function (a) { const n = arguments.length; let m = a; P(); use(n + m); })(3);
await (async function (p) { const [a, b] = await Promise.all([p, 2]); const c = a + b; P(); use(c); })(1);
new (class { constructor(a) { this.a = a; const b = a + 1; P(); use(b); } })(3);
new (class extends Array { constructor() { const pre = 1; super(); const post = 2; P(); use(pre + post); } })();
(function () { for (const x of [1]) { use(x); } for (const y of [2]) { const z = y; P(); use(z); } })();
(function () { if (true) { const a = 1; use(a); } else { const b = 2; use(b); } if (true) { const c = 3; P(); use(c); } })();
(function () { for (let i = 0; i < 1; i++) { for (let j = 0; j < 1; j++) { const k = i + j; P(); use(k); } } })();
(function () { const a = 1; return (function () { const b = 2; return (() => { const c = a + b; P(); return c; })(); })(); })();
(function self(q) { const f = () => self; const loc = 5; P(); use(f); use(loc); })(1);
(function () { let m = 1; const g = () => arguments[0]; const t = g(); P(); use(m + t); })(3);
(function (a, b = 2) { let m = 1; P(); use(m + arguments.length); var late = 2; use(late); })(3);
(function* () { let m = 1; P(); yield m + arguments.length; })(3).next();
await (async function nam(x) { let m = x; await null; P(); use(m + arguments.length + nam.length); })(3);
(function nam(x) { for (const y of arguments) { P(); use(y + nam.length); } switch (x) { case 3: let z = x; P(); use(z); } })(3);
({ m(x) { const t = { arguments: 1 }; const r = x; P(); use(function () { return arguments; }); return t.arguments + r; } }).m(2);
new (class { constructor(x) { let c = x; P(); use(arguments, c); } })(1);
"""

# Variables that lie elsewhere than in strict code.
SLOPPY = """\
const use = (x) => x;
(function (a, b) { let m = a; a = 7; P(); use(m + arguments.length); })(3, 4);
(function (a) { var n = arguments.length; const q = n; P(); use(q); })(3);
(function (a) { if (a) { var x = 1; } let y = x; P(); use(y); })(3);
(function own(a) { let y = own; P(); use(y); })(3);
(function () { const o = this; P(); use(o); })();
const fn = function (q) { const { a, ...r } = q; P(); return [a, r]; }; fn({ a: 1, b: 2 });
"""
