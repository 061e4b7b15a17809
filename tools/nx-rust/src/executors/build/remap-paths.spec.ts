import { remapFlags } from './remap-paths.ts';

const FOLDERS = { cargoRoot: process.cwd(), targetDir: '/cache/target' };

describe('remapped paths', () => {
  it('name the workspace, the target folder and the crates without the folders of this machine', () => {
    expect(remapFlags(FOLDERS, { CARGO_HOME: '/home/ada/.cargo', RUSTC: '/no/rustc' })).toEqual([
      '--remap-path-prefix=/cache/target=./target',
      `--remap-path-prefix=${process.cwd()}=.`,
      '--remap-path-prefix=/home/ada/.cargo=/cargo',
    ]);
  });

  it("name the standard library as rustc's own binaries do", () => {
    expect(remapFlags(FOLDERS, {}).at(-1)).toMatch(
      /^--remap-path-prefix=.*\/rustlib\/src\/rust=\/rustc\/[0-9a-f]{40}$/,
    );
  });
});
