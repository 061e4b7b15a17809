import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cargoNotes } from './cargo-notes.ts';

describe('what cargo has noted of a crate', () => {
  let root: string;
  const path = (name: string): string => join(root, name);

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'nx-rust-notes-'));
    mkdirSync(path('target/debug/deps'), { recursive: true });
    for (const [name, sources] of Object.entries({
      engine: 'engine/src/lib.rs words.txt',
      'engine-test': 'engine/tests/speed.rs engine/tests/data.txt',
      document: 'document/src/lib.rs letters.txt document/tests/words.txt',
      'document-test': 'document/tests/order.rs vectors.txt',
      'document-lint': 'clippy.toml document/tests/order.rs vectors.txt',
      'other-test': 'other/tests/all.rs others.txt',
    })) {
      writeFileSync(path(`target/debug/deps/${name}.d`), `out: ${sources}\n`);
    }
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const filesOf = (...crates: string[]): ((withTests: boolean) => string[]) => {
    const folders = crates.map((name) => ({ name, folder: path(name) }));
    const question = { crates: folders, cargoRoot: root, buildDir: path('target'), env: {} };
    return (withTests) =>
      [...(cargoNotes({ ...question, withTests })?.files ?? [])].map((file) => file.slice(root.length + 1)).sort();
  };

  it('is of it and of those that it is compiled from, without the tests of others in the same target folder', () => {
    const built = ['document/src/lib.rs', 'document/tests/words.txt', 'engine/src/lib.rs', 'letters.txt', 'words.txt'];
    expect(filesOf('engine', 'document')(false)).toEqual(built);
    const tested = [...built, 'engine/tests/data.txt', 'engine/tests/speed.rs'].sort();
    expect(filesOf('engine', 'document')(true)).toEqual(tested);
  });

  it('is nothing where cargo has compiled something else', () => {
    expect(filesOf('absent')(true)).toEqual([]);
  });
});
