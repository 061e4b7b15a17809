import type { Plugin } from 'esbuild';
import { createRequire, isBuiltin } from 'node:module';

const NAMESPACE = 'lazy-builtin';

/**
 * Puts off loading modules of Node until something of them is used. `node:tls`, for one, reads the certificates of all
 * authorities when it is loaded, which a program that only listens on HTTP need not wait for.
 */
export function lazyBuiltins(names: readonly string[]): Plugin {
  const plain = names.map((name) => name.replace(/^node:/, ''));
  const unknown = plain.filter((name) => !isBuiltin(`node:${name}`));
  if (unknown.length > 0) throw new Error(`Node has no built-in module ${unknown.join(' and no ')}.`);
  return {
    name: NAMESPACE,
    setup(build) {
      build.onResolve({ filter: new RegExp(`^(?:node:)?(?:${plain.join('|')})$`) }, ({ path, namespace }) =>
        namespace === NAMESPACE ? { path, external: true } : { path: path.replace(/^node:/, ''), namespace: NAMESPACE },
      );
      build.onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ path }) => ({ contents: stub(path), loader: 'js' }));
    },
  };
}

/** Stands for a module: has its names, and asks for it when one of them is read. */
function stub(name: string): string {
  const names = Object.keys(createRequire(import.meta.url)(`node:${name}`) as object);
  return `
for (const name of ${JSON.stringify(names)}) {
  Object.defineProperty(module.exports, name, { enumerable: true, configurable: true, get: () => require("node:${name}")[name] });
}`;
}
