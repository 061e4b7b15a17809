import { realPath } from '../inspector/real-path.ts';

/**
 * Files by the editor's names for them. V8 and compilers name a file by its real path; the editor may have opened it behind
 * a symbolic link, and would show another file of the same text.
 */
export class EditorPaths {
  /** The editor's names of real folders, and of files that are links themselves. */
  readonly #names = new Map<string, string>();

  /** The editor has this name for a file or a folder. */
  learn(path: string): void {
    const real = realPath(path).split('/');
    const named = path.split('/');
    // What both end in is below the link.
    while (real.length > 1 && named.length > 1 && real.at(-1) === named.at(-1)) {
      real.pop();
      named.pop();
    }
    if (real.join('/') !== named.join('/')) this.#names.set(real.join('/'), named.join('/'));
  }

  nameOf(path: string): string {
    if (this.#names.size === 0) return path;
    const real = realPath(path);
    const [nearest] = [...this.#names]
      .filter(([folder]) => real === folder || real.startsWith(`${folder}/`))
      .sort(([a], [b]) => b.length - a.length);
    if (!nearest) return path;
    const [folder, name] = nearest;
    return name + real.slice(folder.length);
  }
}
