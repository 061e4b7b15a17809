import type { Reads } from './static-reads.ts';

/**
 * One file of rustc's dep-info, a makefile: `output: source source …`, and comments for what `env!` has read. Spaces in
 * names have a backslash before them.
 */
export function parseDepInfo(text: string): Reads {
  const files = new Set<string>();
  const variables = new Set<string>();
  for (const line of text.split('\n')) {
    const variable = /^# env-dep:([^=]+)/.exec(line)?.[1];
    if (variable !== undefined) variables.add(variable.trim());
    const sources = /^(?:\\.|[^\\\s])+: (.*)$/.exec(line)?.[1];
    if (line.startsWith('#') || sources === undefined) continue;
    for (const [token] of sources.matchAll(/(?:\\.|[^\\\s]|\\)+/g)) files.add(token.replaceAll('\\ ', ' '));
  }
  return { files, variables: [...variables] };
}

/** What a build script has printed to be run again. Paths start at its package. */
export function parseBuildOutput(text: string): Reads {
  const printed = (what: string) =>
    [...text.matchAll(new RegExp(`^cargo::?rerun-if-${what}=(.+)$`, 'gm'))].map(([, value = '']) => value.trim());
  return { files: new Set(printed('changed')), variables: printed('env-changed') };
}
