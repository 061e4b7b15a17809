import { parseBuildOutput, parseDepInfo } from './dep-info.ts';

describe("cargo's notes", () => {
  it('name the sources of a crate, whatever is in their names, and the variables', () => {
    const text = [
      'target/debug/deps/libapp.rlib: crates/app/src/lib.rs crates/app/src/../my\\ words.txt',
      '',
      'target/debug/deps/app.d: crates/app/src/lib.rs',
      '',
      'crates/app/src/lib.rs:',
      '',
      '# env-dep:CHANNEL=beta',
      '# env-dep:UNSET',
    ].join('\n');
    const { files, variables } = parseDepInfo(text);
    expect([...files]).toEqual(['crates/app/src/lib.rs', 'crates/app/src/../my words.txt']);
    expect(variables).toEqual(['CHANNEL', 'UNSET']);
  });

  it('tell what a build script asked for, in both ways to write it', () => {
    const { files, variables } = parseBuildOutput(
      'cargo:rerun-if-changed=proto/a.proto\nhello\ncargo::rerun-if-changed=b\ncargo:rerun-if-env-changed=PROTOC\n',
    );
    expect([...files]).toEqual(['proto/a.proto', 'b']);
    expect(variables).toEqual(['PROTOC']);
  });
});
