import { readFileSync } from 'node:fs';
import { cargoConfigPaths } from '../../cargo/cargo-files.ts';

export const FRAME_POINTERS = '-Cforce-frame-pointers=yes';

/** How to give rustc more flags: by an environment variable, or by arguments for cargo. */
export interface ExtraFlags {
  env: Record<string, string>;
  args: string[];
}

/**
 * Adds flags to whatever flags the user has. Cargo takes flags from one source only, the first of
 * CARGO_ENCODED_RUSTFLAGS, RUSTFLAGS, `target.*.rustflags`, `build.rustflags`; so ours have to join those in use.
 * The last two are lists, and `--config` appends to those in the configuration files.
 */
export function withRustFlags(
  flags: readonly string[],
  env: NodeJS.ProcessEnv,
  configFiles: readonly string[],
): ExtraFlags {
  if (flags.length === 0) return { env: {}, args: [] };
  const encoded = env['CARGO_ENCODED_RUSTFLAGS'];
  if (encoded) return { env: { CARGO_ENCODED_RUSTFLAGS: [encoded, ...flags].join('\x1f') }, args: [] };
  const plain = env['RUSTFLAGS'];
  if (plain) return { env: joined('RUSTFLAGS', plain, flags), args: [] };

  // LIMIT: with flags for some other target *and* for all builds, the latter are not used by a build with flags of ours.
  const forTarget =
    configFiles.some(hasTargetFlags) || Object.keys(env).some((name) => /^CARGO_TARGET_.+_RUSTFLAGS$/.test(name));
  const key = forTarget ? `target.'cfg(all())'.rustflags` : 'build.rustflags';
  const build = env['CARGO_BUILD_RUSTFLAGS'];
  // @napi-rs/cli turns this variable into RUSTFLAGS, which would win over an argument.
  if (build && !forTarget) return { env: joined('CARGO_BUILD_RUSTFLAGS', build, flags), args: [] };
  return { env: {}, args: ['--config', `${key}=${JSON.stringify(flags)}`] };
}

/** Plain variables separate flags by spaces, so one that has a space in it needs the encoded form. */
function joined(name: string, value: string, flags: readonly string[]): Record<string, string> {
  if (!flags.some((flag) => flag.includes(' '))) return { [name]: [value, ...flags].join(' ') };
  return { CARGO_ENCODED_RUSTFLAGS: [...value.split(' ').filter((one) => one !== ''), ...flags].join('\x1f') };
}

/** The texts of the configuration files that cargo reads when it runs in `folder`. */
export function cargoConfigFiles(folder: string, env: NodeJS.ProcessEnv): string[] {
  return cargoConfigPaths(folder, env).map((file) => readFileSync(file, 'utf8'));
}

function hasTargetFlags(config: string): boolean {
  return /^\s*\[target\.[^\n]*\][^[]*^\s*rustflags\s*=/m.test(config) || /^\s*target\..*rustflags\s*=/m.test(config);
}
