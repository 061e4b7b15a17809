import { readFileSync } from 'node:fs';
import * as all from './index.js';
import * as browser from './browser.js';

/** The modules that a source file imports when it runs; types are gone by then. */
function importsOf(file: URL): string[] {
  const source = readFileSync(file, 'utf8');
  return [...source.matchAll(/^(?:import|export) (?!type )[^;]*?from '([^']+)'/gm)].map(
    ([, specifier]) => specifier ?? '',
  );
}

function everythingFrom(file: URL, seen = new Set<string>()): Set<string> {
  for (const specifier of importsOf(file)) {
    if (seen.has(specifier)) {
      continue;
    }
    seen.add(specifier);
    if (specifier.startsWith('.')) {
      everythingFrom(new URL(specifier.replace(/\.js$/, '.ts'), file), seen);
    }
  }
  return seen;
}

describe('@bimetal/bindings/browser', () => {
  it('reaches neither native code nor anything of Node', () => {
    const reached = everythingFrom(new URL('browser.ts', import.meta.url));
    expect(reached).toContain('./key.js');
    expect([...reached].filter((specifier) => !specifier.startsWith('./'))).toEqual([]);
    expect(reached).not.toContain('./addon.js');
  });

  it('is what the whole library exports too, so that both know one BimetalError', () => {
    expect(all.Key).toBe(browser.Key);
    expect(all.BimetalError).toBe(browser.BimetalError);
    expect(all).toMatchObject({ ...browser });
  });

  it('lists every code once', () => {
    expect(new Set(browser.ERROR_CODES).size).toBe(browser.ERROR_CODES.length);
  });
});
