/** The set-up that is examined. A test breaks one part of it at a time. */
export type SetUp = {
  /** The checkout. */
  root: string;
  /** `/`, except in a test with a /proc of its own. */
  systemRoot: string;
  platform: NodeJS.Platform;
  /** The Node that the programs run on, and the version of its V8. */
  node: string;
  v8: string;
  env: Record<string, string | undefined>;
  inspectorPort: number;
  /** Where a server of this checkout listens, if one runs. */
  serverUrl: string;
};

/** `notice`: something works less well than it could, or could not be looked at. `broken`: debugging fails for it. */
export type Verdict = 'fine' | 'notice' | 'broken';

/** What a check found, in a sentence, and what mends it where there is something to mend. */
export type Finding = { verdict: Verdict; says: string; mend?: string };

export type Check = { name: string; examine(setUp: SetUp): Finding | Promise<Finding> };

export const fine = (says: string): Finding => ({ verdict: 'fine', says });
export const notice = (says: string, mend?: string): Finding => ({ verdict: 'notice', says, ...(mend && { mend }) });
export const broken = (says: string, mend: string): Finding => ({ verdict: 'broken', says, mend });
