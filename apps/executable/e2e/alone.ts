import { chmodSync, chownSync, copyFileSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import process from 'node:process';
import { type ServerOptions } from '@bimetal/api-e2e/server-process';
import { EXECUTABLE } from '@bimetal/api-e2e/server-program';

if (EXECUTABLE === undefined) throw new Error('BIMETAL_EXECUTABLE names no executable to test');

/** The executable as it was built. */
export const BUILT = EXECUTABLE;

/** The user whom systems have for what should own nothing. Only root can start processes of another user. */
export const NOBODY = process.geteuid?.() === 0 ? { uid: 65534, gid: 65534 } : undefined;

/** Where a system's programs keep what they can make again, from a user's home. */
export const CACHE = process.platform === 'darwin' ? 'Library/Caches/bimetal' : '.cache/bimetal';

/** A copy of the executable in an empty folder, with next to nothing around it: no tools, a home without anything in it. */
export class Alone implements Disposable {
  /** Holds all of the following. */
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'bimetal-alone-')));
  /** Where the user stands. */
  readonly folder: string;
  readonly executable: string;
  readonly home = join(this.root, 'home');
  readonly temporary = join(this.root, 'temporary');
  /** All that PATH leads to. */
  readonly tools = join(this.root, 'tools');

  constructor(folder = 'here') {
    this.folder = join(this.root, folder);
    this.executable = join(this.folder, basename(BUILT));
    for (const path of [this.folder, this.home, this.temporary, this.tools]) mkdirSync(path);
    chmodSync(this.root, 0o755);
    copyFileSync(BUILT, this.executable);
  }

  /** The surroundings of a process, and nothing of this one's. */
  options(options: ServerOptions = {}): ServerOptions {
    const none = Object.fromEntries(Object.keys(process.env).map((name) => [name, undefined]));
    return {
      cwd: this.folder,
      program: [this.executable],
      ...options,
      env: {
        ...none,
        BIMETAL_PROFILE: undefined,
        PATH: this.tools,
        HOME: this.home,
        TMPDIR: this.temporary,
        ...options.env,
      },
    };
  }

  /** A folder beside it: of that user, or of whoever runs the tests. */
  ownFolder(name: string, user?: ServerOptions['user']): string {
    const path = join(this.root, name);
    mkdirSync(path);
    if (user !== undefined) chownSync(path, user.uid, user.gid);
    return path;
  }

  /** Every file there is now, from the root. */
  files(): string[] {
    const entries = readdirSync(this.root, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => !entry.isDirectory());
    return files.map(({ parentPath, name }) => relative(this.root, join(parentPath, name))).sort();
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
