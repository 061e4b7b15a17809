/**
 * Whether a script lies where a compiler would put what it makes of the source: beside it, or in another folder of the
 * same project (`src/a.ts` to `dist/a.js`, `dist/src/a.js` or `dist/app/src/a.js`).
 */
export function seemsCompiledFrom(script: string, source: string): boolean {
  if (!/\.[mc]?tsx?$/.test(source) || !/\.[mc]?jsx?$/.test(script)) return false;
  const from = source.replace(/\.[mc]?tsx?$/, '').split('/');
  const to = script.replace(/\.[mc]?jsx?$/, '').split('/');
  while (from.length > 0 && to.length > 0 && from[0] === to[0]) {
    from.shift();
    to.shift();
  }
  const [rest, target] = [from.join('/'), to.slice(1).join('/')];
  // Beside it, nothing is left of either path.
  if (from.length === 0 && to.length === 0) return true;
  return target !== '' && (target === rest || target === from.slice(1).join('/'));
}
