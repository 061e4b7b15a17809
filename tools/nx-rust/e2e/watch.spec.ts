import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { addonFile, GREETER_BY_HAND, ProbeWorkspace } from './probe-workspace.ts';

const SOURCE = 'crates/greeter/src/lib.rs';

/** How long the executor may take to clear away what it had begun. */
const LOOK_MS = 100;
const CLEARED_LOOKS = 300;

/** A build that its own writing had called for would begin at once, and has nothing to compile. */
const QUIET_MS = 5000;

describe('the watch executor in a real workspace', () => {
  let probe: ProbeWorkspace;
  let nx: ChildProcess;
  let output: Output;

  beforeAll(async () => {
    probe = new ProbeWorkspace(GREETER_BY_HAND);
    nx = probe.start(['run', '@probe/greeter:watch']);
    output = new Output(nx);
    await output.line(/^Built .*greeter.*\.node \(build id .*\) in [\d.]+ s\.$/);
  });
  afterAll(async () => {
    if (nx.exitCode === null) nx.kill('SIGKILL');
    probe.remove();
  });

  it('builds once at the start', () => {
    expect(probe.greet('debug')).toBe('Hello, Ada.');
  });

  it('rebuilds on an edit, while a process that loaded the old addon goes on with it', async () => {
    const old = new Greeter(probe.path(addonFile('debug')));
    expect(await old.greet()).toBe('Hello, Ada.');
    probe.edit(SOURCE, '{}.', '{}!');
    await output.line(/^Built /);
    expect(probe.greet('debug')).toBe('Hello, Ada!');
    expect(await old.greet()).toBe('Hello, Ada.');
    old.end();
  });

  it('rebuilds on an edit of a crate the addon depends on by path', async () => {
    probe.edit('crates/greeting/src/lib.rs', 'Hello, {name}")', 'Good day, {name}")');
    await output.line(/^Built /);
    expect(probe.greet('debug')).toBe('Good day, Ada!');
  });

  it('keeps going after a compile error', async () => {
    const before = readFileSync(probe.path(addonFile('debug')));
    probe.edit(SOURCE, '-> String', '-> u32');
    await output.line(/error\[E0308\]/);
    await output.line(/^Build failed after [\d.]+ s; the last good build stays/);
    expect(readFileSync(probe.path(addonFile('debug'))).equals(before)).toBe(true);
    probe.edit(SOURCE, '-> u32', '-> String');
    await output.line(/^(Built|Unchanged:) /);
    expect(probe.greet('debug')).toBe('Good day, Ada!');
  });

  it('watches a crate from when a manifest names it', async () => {
    probe.write('crates/mood/Cargo.toml', '[package]\nname = "mood"\nversion = "0.1.0"\nedition = "2024"\n');
    probe.write('crates/mood/src/lib.rs', 'pub const MARK: &str = "?";\n');
    probe.edit(SOURCE, '"{}!", greeting::greeting(&name)', '"{}{}", greeting::greeting(&name), mood::MARK');
    probe.edit('crates/greeter/Cargo.toml', '[dependencies]', '[dependencies]\nmood = { path = "../mood" }');
    await output.line(/^Built /);
    expect(probe.greet('debug')).toBe('Good day, Ada?');
    probe.edit('crates/mood/src/lib.rs', '"?"', '"..."');
    await output.line(/^Built /);
    expect(probe.greet('debug')).toBe('Good day, Ada...');
  });

  it('is quiet after what it writes itself, wherever cargo has been told to write', async () => {
    const elsewhere = new ProbeWorkspace(GREETER_BY_HAND);
    const run = elsewhere.start(['run', '@probe/greeter:watch'], { CARGO_TARGET_DIR: 'reltarget' });
    try {
      const printed = new Output(run);
      await printed.line(/^Built /);
      expect(existsSync(elsewhere.path('crates/greeter/reltarget'))).toBe(true);
      const again = printed.line(/^(Built|Unchanged|Build failed)/);
      expect(await Promise.race([again, setTimeout(QUIET_MS, 'quiet')])).toBe('quiet');
      elsewhere.edit(SOURCE, '{}.', '{}!');
      await again;
      expect(elsewhere.greet('debug')).toBe('Hello, Ada!');
    } finally {
      run.kill('SIGTERM');
      if (run.exitCode === null && run.signalCode === null) await once(run, 'close');
      elsewhere.remove();
    }
  });

  it('ends on SIGTERM, and leaves nothing half done', async () => {
    nx.kill('SIGTERM');
    if (nx.exitCode === null && nx.signalCode === null) await once(nx, 'close');
    // Nx does not wait for the executor that it ends, which clears away what it had begun.
    const left = () => readdirSync(probe.path('crates/greeter/dist'));
    for (let looks = 0; looks < CLEARED_LOOKS && left().length > 1; looks++) await setTimeout(LOOK_MS);
    expect(left()).toEqual(['debug']);
  });
});

/** Hands out the lines of a process in order, each at most once, and waits for one that matches. */
class Output {
  readonly #seen: string[] = [];
  #arrived = Promise.withResolvers<void>();

  constructor({ stdout, stderr }: ChildProcess) {
    for (const stream of [stdout, stderr]) {
      if (!stream) continue;
      createInterface({ input: stream }).on('line', (line) => {
        this.#seen.push(line);
        this.#arrived.resolve();
      });
    }
  }

  async line(pattern: RegExp): Promise<string> {
    for (;;) {
      for (let line = this.#seen.shift(); line !== undefined; line = this.#seen.shift()) {
        if (pattern.test(line)) return line;
      }
      this.#arrived = Promise.withResolvers<void>();
      await this.#arrived.promise;
    }
  }
}

/** A process that loads the addon once and then greets whenever it is asked. */
class Greeter {
  readonly #child: ChildProcess;

  constructor(file: string) {
    const script = `const { greet } = require(${JSON.stringify(file)});
      process.stdin.on('data', () => process.stdout.write(greet('Ada')));`;
    this.#child = spawn(process.execPath, ['-e', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  }

  async greet(): Promise<string> {
    this.#child.stdin?.write('\n');
    const [chunk] = (await once(this.#child.stdout ?? this.#child, 'data')) as [Buffer];
    return chunk.toString();
  }

  end(): void {
    this.#child.stdin?.end();
  }
}
