import { type Argument, type Option } from 'commander';

/** One command of the program. The command line, `--help`, the completion of shells and the tests are all read off such tables. */
export interface CommandDescription {
  readonly describe: string;
  /** What `--help` says beyond the options. */
  readonly details: string;
  /** Command lines without the program's name, each with what it does. */
  readonly examples: readonly (readonly [line: string, does: string])[];
  readonly arguments?: readonly (() => Argument)[];
  readonly options: readonly (() => Option)[];
}
