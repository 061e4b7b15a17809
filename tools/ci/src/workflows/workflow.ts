/** The part of a workflow file that is read here; GitHub's documentation has the rest. */
export type Workflow = {
  on?: string | string[] | Record<string, unknown>;
  permissions?: unknown;
  concurrency?: unknown;
  env?: Record<string, string>;
  jobs?: Record<string, Job>;
};

export type Job = {
  uses?: string;
  'timeout-minutes'?: number;
  strategy?: { matrix?: { include?: Record<string, string>[] } };
  env?: Record<string, string>;
  steps?: Step[];
};

export type Step = {
  name?: string;
  id?: string;
  if?: string | boolean;
  uses?: string;
  run?: string;
  shell?: string;
  'working-directory'?: string;
  with?: Record<string, unknown>;
  env?: Record<string, string>;
};
