import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { workspaceRoot } from '@bimetal/setup/workspace';

import { diagnose, type Diagnosis } from '../diagnose.ts';
import { type SetUp } from '../set-up.ts';

/** A checkout and a machine in a temporary folder, of which a test breaks one part. */
export class BrokenSetUp implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'bimetal-doctor-'));
  readonly bin = join(this.folder, 'bin');
  readonly setUp: SetUp = {
    root: join(this.folder, 'checkout'),
    systemRoot: '/',
    platform: process.platform,
    node: process.execPath,
    v8: process.versions.v8,
    env: { ...process.env, BIMETAL_ADDON: undefined },
    inspectorPort: 0,
    // Nobody listens on port 1, so that no server of the developer's takes part.
    serverUrl: 'http://127.0.0.1:1',
  };

  constructor() {
    for (const folder of [this.bin, this.setUp.root]) mkdirSync(folder);
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** A file of the checkout. */
  write(path: string, text: string): string {
    return this.#write(join(this.setUp.root, path), text);
  }

  /** A file below the machine's /proc, which is then the only one there is. */
  writeProc(path: string, text: string): void {
    this.setUp.systemRoot = join(this.folder, 'system');
    this.#write(join(this.setUp.systemRoot, 'proc', path), text);
  }

  /** A program that is found before any other of its name. */
  writeProgram(name: string, script: string): void {
    chmodSync(this.#write(join(this.bin, name), script), 0o755);
    this.setUp.env['PATH'] = `${this.bin}:${this.setUp.env['PATH']}`;
  }

  /** The real plugin, in this checkout. */
  linkPlugin(): void {
    mkdirSync(join(this.setUp.root, 'tools'));
    symlinkSync(join(workspaceRoot, 'tools/lldb-ts'), join(this.setUp.root, 'tools/lldb-ts'));
  }

  /** What the doctor says of one thing. */
  async diagnosis(name: string): Promise<Diagnosis> {
    const found = (await diagnose({ ...this.setUp })).find((one) => one.name === name);
    if (!found) throw new Error(`the doctor does not look at ${name}`);
    return found;
  }

  #write(file: string, text: string): string {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  }
}
