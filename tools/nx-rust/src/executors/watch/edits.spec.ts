import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Edits } from './edits.ts';

describe('an edit', () => {
  let folder: string;

  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'nx-rust-edits-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is other content, and neither the same content again nor a removal that was seen', () => {
    const file = join(folder, 'lib.rs');
    const edits = new Edits();
    const write = (text: string) => {
      writeFileSync(file, text);
      return edits.isNew(file);
    };
    expect([write('one'), write('one'), write('two'), write('one')]).toEqual([true, false, true, true]);
    rmSync(file);
    expect([edits.isNew(file), edits.isNew(file)]).toEqual([true, false]);
  });
});
