export interface CargoOptions {
  /** A subcommand of cargo, such as `clippy`. */
  command: string;
  args?: string[];
  /** What follows `--`: arguments for the tool that cargo starts. */
  toolArgs?: string[];
  /** Passes `--locked` where there is a Cargo.lock. */
  locked?: boolean;
}
