/** What the texts in Rust code name: files by a path that may be anywhere, and variables of the environment. */
export interface Named {
  paths: string[];
  variables: string[];
}

/**
 * All string literals of a file, read without its meaning: `include_str!`, `concat!`, `#[path]`, a build script's
 * `rerun-if-changed` and a test's fixture have nothing else in common. Who counts a file too many rebuilds once too
 * often; who misses one answers with an old result.
 */
export function namedIn(source: string): Named {
  const paths = new Set<string>();
  const variables = new Set<string>();
  for (const [token, , raw, plain] of source.matchAll(TOKENS)) {
    if (token.startsWith('/') || token.startsWith("'")) continue;
    const text = (raw ?? plain?.replaceAll('\\\\', '\\').replaceAll('\\n', '') ?? '').replace(INSTRUCTION, '');
    if (VARIABLE.test(text)) variables.add(text);
    else if (PATH.test(text)) paths.add(text);
  }
  return { paths: [...paths], variables: [...variables] };
}

/** Comments and characters are matched so that a quotation mark in them begins no text. */
const TOKENS =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:\\[^\n]{1,8}|[^'\\\n])'|\b[bc]?r(#*)"([\s\S]*?)"\1|"((?:\\[\s\S]|[^"\\])*)"/g;

/** What build scripts print to have cargo run them again. */
const INSTRUCTION = /^cargo::?rerun-if-(env-)?changed=/;
const VARIABLE = /^[A-Z][A-Z0-9_]{1,63}$/;
const PATH = /^[^\n\0{}*?<>|"]{1,300}$/;
