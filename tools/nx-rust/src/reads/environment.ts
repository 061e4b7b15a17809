/**
 * The variables that cargo, rustc, the C compilers of build scripts and the CLI of napi-rs read, by the beginnings of
 * their names: a target's linker and flags have the target in the name, so that no list is whole.
 */
const READ =
  /^(CARGO_|CLIPPY_|RUSTC|RUSTFLAGS|RUSTFMT|RUSTDOC|RUSTUP_TOOLCHAIN|(HOST_|TARGET_)?(CC|CXX|AR|LD|NM|RANLIB|CFLAGS|CXXFLAGS|ARFLAGS|CPPFLAGS|LDFLAGS)(_|$)|PKG_CONFIG|LIBCLANG_PATH|BINDGEN_|CMAKE_|SDKROOT$|(MACOSX|IPHONEOS)_DEPLOYMENT_TARGET$|NAPI_|ZIG|XWIN_)/;

/** What the test programs read besides, by way of the usual crates. */
const READ_BY_TESTS = /^(RUST_TEST_|RUST_MIN_STACK$|PROPTEST_|QUICKCHECK_|ARBTEST_|INSTA_|TRYBUILD|UPDATE_EXPECT$)/;

/** Where cargo writes, how it looks and what it tells its children: none of it is in what is built. */
const NOT_READ =
  /^CARGO(_(HOME|TARGET_DIR|BUILD_TARGET_DIR|BUILD_BUILD_DIR|BUILD_JOBS|TERM_.*|NET_.*|HTTP_.*|LOG|REGISTR.*|INSTALL_.*|MANIFEST_.*|PKG_.*|CRATE_NAME|BIN_.*|PRIMARY_PACKAGE|CFG_.*|FEATURE_.*|ENCODED_RUSTFLAGS_.*))?$|^NAPI_TYPE_DEF|^RUSTC_(WORKSPACE_)?WRAPPER_LOG/;

/** What is different in each shell, or set by cargo itself for what it compiles. */
const OF_THE_SHELL = new Set(
  'PATH PWD OLDPWD SHLVL TERM OUT_DIR TARGET HOST NUM_JOBS OPT_LEVEL PROFILE DEBUG CARGO INIT_CWD LANG'.split(' '),
);

/** The names of the variables that count: those that the tools read and those in `named`. */
export function variablesRead(env: NodeJS.ProcessEnv, named: readonly string[], withTests: boolean): string[] {
  const byTools = Object.keys(env).filter(
    (name) => (READ.test(name) && !NOT_READ.test(name)) || (withTests && READ_BY_TESTS.test(name)),
  );
  return [...new Set([...byTools, ...named.filter(isOfTheUser)])].sort();
}

/** Whether a variable can differ between two runs because the user has set it. */
export function isOfTheUser(name: string): boolean {
  return !OF_THE_SHELL.has(name) && !NOT_READ.test(name);
}
