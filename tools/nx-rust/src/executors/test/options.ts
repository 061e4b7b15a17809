export interface TestOptions {
  features?: string[];
  /** On by default, so that tests behind a feature are not forgotten; ignored when `features` are named. */
  allFeatures?: boolean;
  noDefaultFeatures?: boolean;
  profile?: 'debug' | 'release';
  target?: string;
  /** True by default where there is a Cargo.lock. */
  locked?: boolean;
  /** Runs the test programs that follow a failing one, too. On by default. */
  noFailFast?: boolean;
  args?: string[];
  testArgs?: string[];
  /** Relative to the project. */
  reportFile?: string;
}
