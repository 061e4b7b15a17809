"""Every way in which an async function can be waited for. At each report V8's own stack trace is printed, and LLDB stops."""

PROGRAM = """\
function report() {
  console.log(JSON.stringify([new Error().stack]));
  process.getgroups();
}
async function tick() { await null; report(); }
async function viaAll() { await Promise.all([0, tick(), 1]); }
async function viaSettled() { await Promise.allSettled([tick()]); }
async function viaAny() { await Promise.any([tick()]); }
async function viaRace() { await Promise.race([tick()]); }
async function viaThen() { await tick().then((x) => x).then((y) => y); }
async function inThen() { await Promise.resolve().then(function callback() { report(); }).then((x) => x); }
async function inCatch() { await Promise.reject(new Error('x')).catch(function handler() { report(); }); }
async function inFinally() { await Promise.resolve(1).finally(function last() { report(); }); }
async function* numbers() { await null; report(); yield 1; yield await tick(); }
async function viaFor() { for await (const n of numbers()) { if (n) report(); } }
async function* delegating() { yield* numbers(); }
async function viaDelegate() { for await (const n of delegating()) { void n; } }
async function viaReturn() { await (async () => tick())(); }
async function nested() { await Promise.all([Promise.all([viaThen()]), null]); }
async function made() { await new Promise((resolve) => tick().then(resolve)); }
async function caught() { const promise = tick(); promise.catch(() => {}); await promise; }
for (const f of [viaAll, viaSettled, viaAny, viaRace, viaThen, inThen, inCatch, inFinally, viaFor, viaDelegate, viaReturn, nested, made]) {
  await f();
}
await caught();
"""
