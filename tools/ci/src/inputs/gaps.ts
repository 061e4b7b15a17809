import { filesNamedIn, variablesNamedIn } from './named-in-tests.ts';
import type { TestInputs } from './test-inputs.ts';

/** Variables that say where something is put, kept or found, and never what a suite shows. */
const NO_INPUTS = new Set([
  ...['PATH', 'HOME', 'CI', 'FORCE_COLOR', 'NO_COLOR', 'NODE_OPTIONS', 'npm_execpath'],
  ...['CARGO', 'XDG_CACHE_HOME', 'BIMETAL_SCREENSHOTS', 'CARGO_HOME', 'CARGO_TARGET_DIR', 'NX_CACHE_DIRECTORY'],
]);

/** Specs in which such a path is an example, and no file that is read. */
const EXAMPLES = new Set([
  'tools/ci/src/inputs/gaps.ts',
  'tools/ci/src/inputs/gaps.spec.ts',
  'tools/doctor/src/build/addon.spec.ts',
  'tools/doctor/src/build/executable.spec.ts',
  'tools/doctor/src/build/source-maps.spec.ts',
  'tools/nx-executable/src/executable/components/collect.spec.ts',
  'tools/nx-rust/src/cargo/manifest.spec.ts',
  'tools/nx-rust/src/executors/watch/watched-paths.spec.ts',
  'tools/setup/src/test/run-record.spec.ts',
]);

/** What runs in a suite only: the rest is given its variables and its files by the tests. */
const TEST = /(\.spec\.ts|jest\.[\w.]*cjs|playwright\.\w+\.\w+)$|(-e2e\/src|\/e2e|\/tests?)\/.*\.([cm]?[jt]s|py)$/;

/** What other targets write, and what npm installs: Nx knows both by other kinds of input. */
const WRITTEN = /(^|\/)(dist|node_modules|target|test-output|out-tsc)\//;

/** One sentence for each thing that the tests of a target name and that is not among its inputs. */
export function gaps(
  { id, root, files, variables }: TestInputs,
  workspaceRoot: string,
  read: (file: string) => string,
): string[] {
  return files
    .filter((file) => file.startsWith(`${root}/`) && TEST.test(file))
    .filter((file) => id.endsWith(':e2e') || !file.startsWith(`${root}/e2e/`))
    .flatMap((file) => {
      const source = read(file);
      const named = EXAMPLES.has(file) ? [] : filesNamedIn(source, file, root, workspaceRoot);
      const missing = [
        ...variablesNamedIn(source).filter((name) => !variables.includes(name) && !NO_INPUTS.has(name)),
        ...named.filter((name) => !files.includes(name) && !WRITTEN.test(name)),
      ];
      return missing.map((name) => `${id}: ${file} reads ${name}, which is not among its inputs; name it there.`);
    });
}
