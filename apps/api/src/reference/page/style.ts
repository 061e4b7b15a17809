/** How the reference looks: by day and by night, on a phone and on a desk. */
export const STYLE = `
:root { color-scheme: light dark; --line: light-dark(#d5d9e0, #3a404c); --back: light-dark(#fff, #14171c);
  --panel: light-dark(#f6f7f9, #1c2027); --text: light-dark(#1c2330, #e6e9ef); --soft: light-dark(#565e6d, #a3abba);
  --link: light-dark(#0b57c2, #8ab8ff); }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 80rem; padding: 1rem 1.5rem 4rem; background: var(--back); color: var(--text);
  font: 1rem/1.5 system-ui, sans-serif; display: grid; gap: 0 2rem; grid-template-columns: minmax(0, 1fr); }
@media (min-width: 60rem) {
  body { grid-template-columns: 18rem minmax(0, 1fr); }
  header { grid-column: 1 / -1; }
  nav { position: sticky; top: 0; align-self: start; max-height: 100vh; overflow: auto; padding: 1rem 0; }
}
a { color: var(--link); }
small { color: var(--soft); }
nav ul { list-style: none; margin: 0; padding: 0; }
nav a { display: block; padding: .3rem .5rem; text-decoration: none; overflow-wrap: anywhere; border-radius: .3rem; }
nav a:hover { background: var(--panel); }
h1 small { font-size: 1rem; font-weight: normal; }
h2 { margin-top: 2rem; border-bottom: 1px solid var(--line); }
h3 { display: flex; flex-wrap: wrap; gap: .6rem; align-items: baseline; margin: 0; font-size: 1.05rem; }
h3 span { font-weight: normal; color: var(--soft); }
article { margin: 1rem 0; padding: 1rem; border: 1px solid var(--line); border-radius: .5rem; background: var(--panel); }
b { text-transform: uppercase; font-size: .8rem; letter-spacing: .03em; }
b.get { color: light-dark(#0b6b3a, #6fd39b); } b.put, b.post, b.patch { color: light-dark(#8a4b00, #f0b46a); }
b.delete { color: light-dark(#b3261e, #ff9d94); }
form > div { display: grid; gap: .1rem .8rem; margin: .5rem 0; }
label { font-weight: 600; } label small { font-weight: normal; }
input, select, textarea, button { font: inherit; color: inherit; background: var(--back); border: 1px solid var(--soft);
  border-radius: .3rem; padding: .35rem .5rem; }
form input, textarea { width: 100%; font-family: ui-monospace, monospace; font-size: .9rem; }
button { cursor: pointer; font-weight: 600; padding: .35rem 1rem; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 1px; }
output, pre { display: block; white-space: pre-wrap; overflow-wrap: anywhere; max-height: 30rem; overflow: auto; margin: .5rem 0;
  padding: .75rem; background: var(--back); border: 1px solid var(--line); border-radius: .3rem; font: .85rem/1.45 ui-monospace, monospace; }
[hidden] { display: none; }
table { width: 100%; border-collapse: collapse; } th, td { text-align: left; vertical-align: top; padding: .3rem .5rem; border-top: 1px solid var(--line); }
summary { cursor: pointer; padding: .3rem 0; }
code { font-family: ui-monospace, monospace; font-size: .95em; }
`;
