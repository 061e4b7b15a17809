import type { Isolate } from '../inspector/isolate.ts';
import type { Breakpoint, SourceBreakpoint } from '../protocol/dap.ts';
import { hitCountMistake } from './hit-count.ts';
import { conditionMistake } from './script-condition.ts';

/** V8's own breakpoint. */
export interface RemoteBreakpoint {
  isolate: Isolate;
  id: string;
  /** Set in every script of the file's name, before it is known whether that script is the file or was compiled from it. */
  isByName: boolean;
  /** Where V8 put it, as `script:line:column`, where it was put in one script. */
  at?: string | undefined;
}

/** One breakpoint in TypeScript or JavaScript, as the user asked for it, and what has become of it. */
export interface ScriptBreakpoint {
  id: number;
  file: string;
  asked: SourceBreakpoint;
  verified: boolean;
  line: number;
  /** What keeps it from being set at all. */
  mistake: string | undefined;
  /** Why it is in none of the scripts that come from its file. */
  reason: string | undefined;
  /** In each isolate one for the file itself, one for each script that was compiled from it. */
  remote: RemoteBreakpoint[];
  hits: number;
}

export function scriptBreakpoint(id: number, file: string, asked: SourceBreakpoint): ScriptBreakpoint {
  const mistake = hitCountMistake(asked.hitCondition) ?? conditionMistake(asked.condition);
  return { id, file, asked, verified: false, line: asked.line, mistake, reason: undefined, remote: [], hits: 0 };
}

const WAITING = 'No script that runs was compiled from this file yet. Without source maps it cannot be found.';

export function toDap({ id, verified, line, file, mistake, reason }: ScriptBreakpoint): Breakpoint {
  const message = mistake ?? reason ?? WAITING;
  return { id, verified, line, source: { path: file }, ...(!verified && { message }) };
}
