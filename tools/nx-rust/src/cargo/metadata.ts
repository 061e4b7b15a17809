import { execFile } from 'node:child_process';
import { CargoMissing } from './missing.ts';

/** The part of the output of `cargo metadata --no-deps` that the plugin reads. Every path is absolute. */
export interface CargoMetadata {
  packages: CargoPackage[];
  workspace_root: string;
  target_directory: string;
  /** Absent in the answers of cargo before 1.91. */
  build_directory?: string;
}

export interface CargoPackage {
  name: string;
  description: string | null;
  manifest_path: string;
  dependencies: CargoDependency[];
  targets: CargoTarget[];
  /** `[package.metadata]` of the manifest, whatever is in it. */
  metadata: unknown;
}

export interface CargoDependency {
  name: string;
  kind: 'dev' | 'build' | null;
  /** The folder of a dependency given by path; absent for one from a registry. */
  path?: string;
}

export interface CargoTarget {
  kind: string[];
  crate_types: string[];
  src_path: string;
}

/** `CARGO` is what cargo itself sets for its subcommands, and the usual way to name another binary. */
export function cargoCommand(): string {
  return process.env['CARGO'] || 'cargo';
}

/**
 * Describes the Cargo workspace that `manifestPath` (absolute) belongs to. `--no-deps` leaves the lock file and the
 * registry alone, so this works offline and takes tens of milliseconds.
 */
export async function cargoMetadata(manifestPath: string, cwd: string): Promise<CargoMetadata> {
  const args = ['metadata', '--no-deps', '--format-version', '1', '--manifest-path', manifestPath];
  return JSON.parse(await cargoOutput(args, cwd)) as CargoMetadata;
}

/** What cargo prints. Throws {@link CargoMissing} without cargo, else an error with what cargo said. */
export function cargoOutput(args: readonly string[], cwd: string): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(cargoCommand(), args, { cwd, maxBuffer: 256 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (!error) resolve(stdout);
      else if (error.code === 'ENOENT') reject(new CargoMissing());
      else reject(new Error(stderr.trim() || error.message));
    });
  });
}
