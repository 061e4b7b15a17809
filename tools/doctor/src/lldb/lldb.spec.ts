import { findLldb, LLDB_MAJOR } from '@bimetal/setup/lldb';

import { BrokenSetUp } from '../testing/broken-set-up.ts';

const INSTALL = 'sudo apt-get install lldb-22 python3-lldb-22';
const withLldb = (findLldb()?.major ?? 0) >= LLDB_MAJOR ? it : it.skip;

const stub = (version: string, output = '') => `#!/bin/sh
if [ "$1" = --version ]; then echo "lldb version ${version}"; else echo "${output}"; fi
`;

describe('LLDB', () => {
  it('is named when it is missing', async () => {
    using broken = new BrokenSetUp();
    broken.setUp.env['PATH'] = broken.bin;
    expect(await broken.diagnosis('LLDB')).toMatchObject({
      verdict: 'broken',
      says: 'there is no lldb on the PATH',
      mend: INSTALL,
    });
    expect(await broken.diagnosis('plugin loads')).toMatchObject({ verdict: 'notice' });
  });

  it.each([
    ['14.0.6', 'broken'],
    ['19.1.7', 'notice'],
    ['22.1.8', 'fine'],
  ])('%s is %s', async (version, verdict) => {
    using broken = new BrokenSetUp();
    broken.writeProgram('lldb', stub(version));
    broken.setUp.env['PATH'] = broken.bin;
    expect(await broken.diagnosis('LLDB')).toMatchObject({ verdict, says: expect.stringContaining(version) });
  });

  it.each([
    ['error: there is no embedded script interpreter in this mode.', 'no embedded script interpreter'],
    ['error: python failed attempting to evaluate', 'does not find its own Python module'],
  ])('without Python is named: %s', async (output, says) => {
    using broken = new BrokenSetUp();
    broken.writeProgram('lldb-22', stub('22.1.8', output));
    expect(await broken.diagnosis('LLDB Python')).toMatchObject({
      verdict: 'broken',
      says: expect.stringContaining(says),
      mend: INSTALL,
    });
  });

  withLldb('shows why the plugin does not load', async () => {
    using broken = new BrokenSetUp();
    broken.write('tools/lldb-ts/lldb_ts/__init__.py', 'raise RuntimeError("a part is missing")\n');
    expect(await broken.diagnosis('LLDB Python')).toMatchObject({ verdict: 'fine' });
    expect(await broken.diagnosis('plugin loads')).toMatchObject({
      verdict: 'broken',
      says: expect.stringContaining('a part is missing'),
    });
  });

  withLldb('names a V8 that the plugin does not know, and is content with ours', async () => {
    using broken = new BrokenSetUp();
    broken.linkPlugin();
    expect(await broken.diagnosis('V8 is known')).toMatchObject({ verdict: 'fine' });
    broken.setUp.v8 = '12.4.254.21-node.33';
    expect(await broken.diagnosis('V8 is known')).toMatchObject({
      verdict: 'broken',
      says: expect.stringContaining('V8 12.4 is none the plugin knows'),
    });
  });

  withLldb('names a Node that was stripped', async () => {
    using broken = new BrokenSetUp();
    broken.linkPlugin();
    broken.setUp.node = broken.write('node', 'no ELF file at all');
    expect(await broken.diagnosis('V8 is known')).toMatchObject({
      verdict: 'broken',
      says: expect.stringContaining('it was stripped'),
    });
  });
});
