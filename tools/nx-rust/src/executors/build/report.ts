import type { Artifact } from './build.ts';
import type { Profile } from './options.ts';

/** What the user is told of each file: where it is and how it can be recognised later. */
export function describeArtifact({ path, facts, symbols }: Artifact, profile: Profile): string {
  return [
    path,
    `  profile     ${profile}`,
    `  build id    ${facts.buildId ?? 'absent (README of @bimetal/nx-rust: "Build ids")'}`,
    `  debug info  ${symbols === undefined ? facts.debugInfo : `separate, ${symbols}`}`,
  ].join('\n');
}
