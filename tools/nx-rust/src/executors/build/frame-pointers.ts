import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

const FRAME_POINTERS = '-Cforce-frame-pointers=yes';

/** How to give rustc one more flag: by an environment variable, or by arguments for cargo. */
export interface ExtraFlag {
  env: Record<string, string>;
  args: string[];
}

/**
 * Adds frame pointers to whatever flags the user has. Cargo takes flags from one source only, the first of
 * CARGO_ENCODED_RUSTFLAGS, RUSTFLAGS, `target.*.rustflags`, `build.rustflags`; so the flag has to join the one in use.
 * The last two are lists, and `--config` appends to those in the configuration files.
 *
 * Other profiles lose nothing by it: cargo keeps each profile in its own folder of target/, and only the profiling
 * profile is ever built with this flag.
 */
export function withFramePointers(env: NodeJS.ProcessEnv, configFiles: readonly string[]): ExtraFlag {
  const encoded = env['CARGO_ENCODED_RUSTFLAGS'];
  if (encoded) return { env: { CARGO_ENCODED_RUSTFLAGS: `${encoded}\x1f${FRAME_POINTERS}` }, args: [] };
  const plain = env['RUSTFLAGS'];
  if (plain) return { env: { RUSTFLAGS: `${plain} ${FRAME_POINTERS}` }, args: [] };

  // LIMIT: with flags for some other target *and* for all builds, the latter are not used by the profiling build.
  const forTarget =
    configFiles.some(hasTargetFlags) || Object.keys(env).some((name) => /^CARGO_TARGET_.+_RUSTFLAGS$/.test(name));
  const key = forTarget ? `target.'cfg(all())'.rustflags` : 'build.rustflags';
  const build = env['CARGO_BUILD_RUSTFLAGS'];
  // @napi-rs/cli turns this variable into RUSTFLAGS, which would win over an argument.
  if (build && !forTarget) return { env: { CARGO_BUILD_RUSTFLAGS: `${build} ${FRAME_POINTERS}` }, args: [] };
  return { env: {}, args: ['--config', `${key}=["${FRAME_POINTERS}"]`] };
}

/** The texts of the configuration files that cargo reads when it runs in `folder`. */
export function cargoConfigFiles(folder: string, env: NodeJS.ProcessEnv): string[] {
  const folders = [env['CARGO_HOME'] || join(homedir(), '.cargo')];
  for (let current = folder; ; current = dirname(current)) {
    folders.push(join(current, '.cargo'));
    if (dirname(current) === current) break;
  }
  return folders
    .flatMap((one) => [join(one, 'config.toml'), join(one, 'config')])
    .filter((file) => existsSync(file))
    .map((file) => readFileSync(file, 'utf8'));
}

function hasTargetFlags(config: string): boolean {
  return /^\s*\[target\.[^\n]*\][^[]*^\s*rustflags\s*=/m.test(config) || /^\s*target\..*rustflags\s*=/m.test(config);
}
