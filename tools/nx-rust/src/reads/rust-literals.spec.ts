import { namedIn } from './rust-literals.ts';

describe('what Rust code names', () => {
  it.each([
    ['a file that is included', 'const A: &str = include_str!("../words.txt");', ['../words.txt']],
    ['a part of a path', 'include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../a.bin"))', ['/../a.bin']],
    ['a module elsewhere', '#[path = "../../shared/key.rs"] mod key;', ['../../shared/key.rs']],
    ['a raw text', 'read(r#"proto/a.proto"#)', ['proto/a.proto']],
    ['what a build script watches', 'println!("cargo:rerun-if-changed=proto/a.proto");', ['proto/a.proto']],
    ['the same in the newer form', 'println!("cargo::rerun-if-changed=proto");', ['proto']],
  ])('is %s', (_what, source, paths) => {
    expect(namedIn(source).paths).toEqual(paths);
  });

  it.each([
    ['env!("CHANNEL")', 'CHANNEL'],
    ['option_env!("BUILD_ID")', 'BUILD_ID'],
    ['std::env::var_os("PROTOC")', 'PROTOC'],
    ['println!("cargo:rerun-if-env-changed=PROTOC");', 'PROTOC'],
  ])('is a variable in %s', (source, name) => {
    expect(namedIn(source).variables).toEqual([name]);
  });

  it('is nothing in comments, and a quotation mark in a comment or a character begins no text', () => {
    const source = ['// say "a.txt', '/* "b.txt */', `let c = '"';`, `let l: &'static str = "d.txt";`].join('\n');
    expect(namedIn(source)).toEqual({ paths: ['d.txt'], variables: [] });
  });
});
