import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, copyFileSync, realpathSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from '../src/launch/find-program.ts';
import { CrashedProgram } from './core-crash.ts';
import { Debugging, describeDebugging, NODE } from './debugging.ts';
import { Program } from './program.ts';

describeDebugging('notices', () => {
  let program: Program;
  let debugging: Debugging;
  beforeAll(() => void (program = new Program()), 300_000);
  afterAll(() => program.dispose());
  beforeEach(() => void (debugging = new Debugging(program)));
  afterEach(() => debugging.client.end());

  const notice = async (about: string): Promise<string> => {
    for (;;) {
      const { category, output } = await debugging.client.event('output');
      if (category === 'important' && output.includes(about)) return output;
    }
  };
  /** A program that runs until somebody ends it, with its inspector on a free port. */
  const running = (script: string): Promise<{ pid: number; end: () => void }> =>
    new Promise((resolve) => {
      const child = spawn(NODE, ['--inspect=127.0.0.1:0', script], {
        cwd: program.folder,
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      child.stdout.once('data', () => resolve({ pid: child.pid ?? 0, end: () => child.kill('SIGKILL') }));
    });
  const script = (name: string, text: string): string => {
    const file = join(program.folder, name);
    writeFileSync(
      file,
      `import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);\n${text}`,
    );
    return file;
  };

  it('names the addon that was stripped, once, and what to build it with', async () => {
    execFileSync('strip', [
      '--strip-debug',
      '-o',
      join(program.folder, 'stripped.node'),
      join(program.folder, 'program.node'),
    ]);
    const main = script('stripped.mjs', `require('./stripped.node');`);
    await debugging.launch(['RUST_PRICE'], { program: main });
    expect(await notice('debug information')).toMatch(
      /stripped\.node has no debug information.*build it with debug = true/,
    );
    await debugging.client.event('terminated');
    expect(debugging.client.output.match(/has no debug information/g)).toHaveLength(1);
  });

  it('says that the addon on the disk is not the one that runs, with both build ids', async () => {
    const addon = join(program.folder, 'replaced.node');
    copyFileSync(join(program.folder, 'program.node'), addon);
    const main = script(
      'replaced.mjs',
      `require('./replaced.node'); console.log('ready'); setInterval(() => {}, 1000);`,
    );
    const { pid, end } = await running(main);
    try {
      // What a build does: another file takes the place of the one that runs.
      execFileSync('cc', ['-shared', '-Wl,--build-id=0x0123456789abcdef', '-o', `${addon}.new`, '-xc', '/dev/null']);
      renameSync(`${addon}.new`, addon);
      await debugging.client.start({ request: 'attach', pid }, {});
      expect(await notice('build id')).toMatch(
        /replaced\.node is not the file that was loaded \(build id [0-9a-f]{8} runs, 01234567 is/,
      );
    } finally {
      end();
    }
  });

  it('says of a core file, too, that the addon on the disk is not the one that made it', async () => {
    using crashed = new CrashedProgram(realpathSync(NODE), findProgram(['lldb-22', 'lldb-19'], process.env) ?? 'lldb');
    const addon = join(crashed.folder, 'crash.node');
    execFileSync('cc', ['-shared', '-Wl,--build-id=0x0123456789abcdef', '-o', addon, '-xc', '/dev/null']);
    const coreFile = crashed.core;
    await debugging.client.start({ request: 'attach', coreFile, runtimeExecutable: NODE, cwd: crashed.folder }, {});
    expect(await notice('build id')).toMatch(
      /crash\.node is not the file .*put back the file of the build that made the core/,
    );
  });

  it('is silent about an addon that is the one that runs', async () => {
    const { pid, end } = await running(
      script('same.mjs', `require('./program.node'); console.log('ready'); setInterval(() => {}, 1000);`),
    );
    try {
      await debugging.client.start({ request: 'attach', pid }, {});
      await debugging.client.request('threads');
      expect(debugging.client.output).not.toContain('bimetal:');
    } finally {
      end();
    }
  });

  it('names the script without a source map behind a breakpoint that cannot be reached', async () => {
    const main = script('dist/unmapped.mjs', `console.log('ran');`);
    await debugging.client.start(
      { program: main, cwd: program.folder, runtimeExecutable: NODE },
      { [join(program.folder, 'src', 'unmapped.ts')]: [{ line: 1 }] },
    );
    expect(await notice('source map')).toMatch(
      /dist\/unmapped\.mjs seems to be compiled from unmapped\.ts.*"sourceMap": true/,
    );
    await debugging.client.event('terminated');
  });

  it('says who may hold a process that cannot be attached to', async () => {
    const { pid, end } = await running(script('held.mjs', `console.log('ready'); setInterval(() => {}, 1000);`));
    const other = new Debugging(program);
    try {
      await other.client.start({ request: 'attach', pid }, {});
      await expect(debugging.client.start({ request: 'attach', pid }, {})).rejects.toThrow(
        /may have denied ptrace: .*(ptrace_scope|another debugger holds the process)/,
      );
    } finally {
      await other.client.end();
      end();
    }
  });

  it('names the LLDB that is too old, and the one to install', async () => {
    const old = join(program.folder, 'lldb-dap');
    writeFileSync(old, '#!/bin/sh\necho lldb version 18.1.8\n');
    chmodSync(old, 0o755);
    const launched = debugging.launch([], { lldbDap: old });
    await expect(launched).rejects.toThrow(
      /is LLDB 18, and at least LLDB 19 is needed \(Debian: apt install lldb-22\)/,
    );
  });
});
