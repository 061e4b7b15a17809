import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { workspaceRoot } from '@bimetal/setup/workspace';
import { parse } from 'smol-toml';

import { CRATE_LICENCES, cratesOf, licenceProblems, NPM_LICENCES } from './licences.ts';

describe('licences', () => {
  const crate = (name: string, licence?: string) => ({ name, version: '1.0.0', licence });

  it('lets permissive licences pass', () => {
    expect(licenceProblems([crate('a', 'MIT OR Apache-2.0'), crate('b', 'Zlib')], CRATE_LICENCES)).toEqual([]);
  });

  it('names the crate whose licence is not allowed', () => {
    const [problem, ...others] = licenceProblems([crate('a', 'MIT'), crate('viral', 'GPL-3.0-only')], CRATE_LICENCES);
    expect(problem).toContain('viral 1.0.0 is under "GPL-3.0-only", which the list of allowed licences does not cover');
    expect(others).toEqual([]);
  });

  it('names the crate that has no licence, or none that can be read', () => {
    expect(licenceProblems([crate('a'), crate('b', 'SEE LICENSE')], CRATE_LICENCES)).toEqual([
      'a 1.0.0 names no licence. Leave it out, or find its licence and allow it by name with a reason.',
      'b 1.0.0: "SEE LICENSE" is not an SPDX licence expression.',
    ]);
  });

  it('allows the font licence in the page and not in a crate', () => {
    expect(licenceProblems([crate('font', 'OFL-1.1')], NPM_LICENCES)).toEqual([]);
    expect(licenceProblems([crate('font', 'OFL-1.1')], CRATE_LICENCES)).toHaveLength(1);
  });

  it('reads the crates that are not ours from the metadata', () => {
    const packages = [
      { name: 'bimetal-store', version: '0.1.0', license: 'MIT OR Apache-2.0', source: null },
      { name: 'redb', version: '4.6.0', license: 'MIT OR Apache-2.0', source: 'registry+https://example.com' },
      { name: 'odd', version: '1.0.0', license: null, source: 'registry+https://example.com' },
    ];
    expect(cratesOf({ packages })).toEqual([
      { name: 'redb', version: '4.6.0', licence: 'MIT OR Apache-2.0' },
      { name: 'odd', version: '1.0.0', licence: undefined },
    ]);
  });

  it('are allowed by cargo-deny where the target `licences` allows them', () => {
    const deny = parse(readFileSync(join(workspaceRoot, 'deny.toml'), 'utf8')) as { licenses: { allow: string[] } };
    expect([...deny.licenses.allow].sort()).toEqual([...CRATE_LICENCES].sort());
  });
});
