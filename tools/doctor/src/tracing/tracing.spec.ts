import { spawnSync } from 'node:child_process';

import { BrokenSetUp } from '../testing/broken-set-up.ts';

const python = spawnSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).stdout?.trim();
const onLinux = process.platform === 'linux' && python ? describe : describe.skip;

type Call = 'ptrace' | 'personality';
const NUMBERS: Record<Call, string> = {
  ptrace: "{'x86_64': 101, 'aarch64': 117}",
  personality: "{'x86_64': 135, 'aarch64': 92}",
};

/** A Python in which a seccomp filter answers every such call with EPERM, as in a container without the capability. */
const pythonWithout = (call: Call) => `#!${python}
import ctypes, os, struct, sys
number = ${NUMBERS[call]}[os.uname().machine]
steps = [(0x20, 0, 0, 0), (0x15, 0, 1, number), (0x06, 0, 0, 0x00050001), (0x06, 0, 0, 0x7fff0000)]
code = ctypes.create_string_buffer(b''.join(struct.pack('HBBI', *step) for step in steps))
program = ctypes.create_string_buffer(struct.pack('HxxxxxxP', len(steps), ctypes.addressof(code)))
libc = ctypes.CDLL(None)
assert libc.prctl(38, 1, 0, 0, 0) == 0
assert libc.prctl(22, 2, program, 0, 0) == 0
os.execv(${JSON.stringify(python)}, [${JSON.stringify(python)}, *sys.argv[1:]])
`;

onLinux('tracing', () => {
  it('names ptrace, and seccomp, when a filter refuses it', async () => {
    using broken = new BrokenSetUp();
    broken.writeProgram('python3', pythonWithout('ptrace'));
    broken.writeProc('self/status', 'Seccomp:\t2\n');
    expect(await broken.diagnosis('ptrace')).toMatchObject({
      verdict: 'broken',
      says: expect.stringContaining('operation not permitted'),
      mend: expect.stringContaining('--cap-add=SYS_PTRACE --security-opt seccomp=unconfined'),
    });
    expect(await broken.diagnosis('seccomp')).toMatchObject({ verdict: 'broken' });
  });

  it('names ASLR when a filter forbids to switch it off', async () => {
    using broken = new BrokenSetUp();
    expect(await broken.diagnosis('ASLR')).toMatchObject({ verdict: 'fine' });
    using filtered = new BrokenSetUp();
    filtered.writeProgram('python3', pythonWithout('personality'));
    expect(await filtered.diagnosis('ASLR')).toMatchObject({
      verdict: 'broken',
      says: expect.stringContaining('operation not permitted'),
      mend: expect.stringContaining('settings set target.disable-aslr false'),
    });
  });

  it('says that it could not try without Python', async () => {
    using broken = new BrokenSetUp();
    broken.setUp.env['PATH'] = broken.bin;
    expect(await broken.diagnosis('ptrace')).toMatchObject({
      verdict: 'notice',
      mend: 'sudo apt-get install python3',
    });
  });

  it.each([
    ['0', '0', 'fine', /is 0/],
    ['1', '0', 'notice', /attaching to a running process is refused/],
    ['2', '0', 'broken', /only an administrator/],
    ['2', '0000000000080000', 'fine', /may trace all the same/],
    ['3', '000001ffffffffff', 'broken', /nobody may debug/],
  ])('reads Yama scope %s with capabilities %s as %s', async (scope, capabilities, verdict, says) => {
    using broken = new BrokenSetUp();
    broken.writeProc('sys/kernel/yama/ptrace_scope', `${scope}\n`);
    broken.writeProc('self/status', `CapEff:\t${capabilities}\nSeccomp:\t0\n`);
    expect(await broken.diagnosis('Yama')).toMatchObject({ verdict, says: expect.stringMatching(says) });
  });

  it('is content with a kernel that has no Yama', async () => {
    using broken = new BrokenSetUp();
    broken.writeProc('self/status', 'Seccomp:\t0\n');
    expect(await broken.diagnosis('Yama')).toMatchObject({ verdict: 'fine' });
  });
});
