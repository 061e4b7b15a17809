import { Script } from 'node:vm';
import type { Isolate } from '../inspector/isolate.ts';
import type { Body } from '../protocol/dap.ts';

/** What compiles only where it stands: in its class. */
const OF_ITS_PLACE = /#\w/;

/** Why V8 would never find the condition true, and not say so; undefined where it compiles. */
export function conditionMistake(condition: string | undefined): string | undefined {
  if (!condition?.trim()) return undefined;
  try {
    new Script(condition);
    return undefined;
  } catch (error) {
    const { message } = error as Error;
    return OF_ITS_PLACE.test(condition) ? undefined : `The condition "${condition}" is no JavaScript: ${message}.`;
  }
}

/** For V8 a condition that throws does not hold. Here it stops, as in Rust: to pass over it would hide the mistake. */
export function stoppingOnMistake(condition: string): string {
  // Whether it compiles in its place is known there: what does not, throws.
  const text = OF_ITS_PLACE.test(condition) ? `eval(${JSON.stringify(condition)})` : condition;
  return `try { ${text}\n} catch { true }`;
}

/** Whether the condition lets stop where V8 pauses already. */
export async function holds(condition: string | undefined, pause: Body, isolate: Isolate): Promise<boolean> {
  if (!condition?.trim()) return true;
  const answer = await evaluated(stoppingOnMistake(condition), pause, isolate, false);
  // A value that is an object is not told, and holds.
  return answer['result']?.['objectId'] !== undefined || Boolean(answer['result']?.['value']);
}

/** What the condition throws where V8 pauses; undefined where it throws nothing, or cannot be asked twice. */
export async function mistakeIn(condition: string, pause: Body, isolate: Isolate): Promise<string | undefined> {
  const answer = await evaluated(condition, pause, isolate, true).catch(() => ({}) as Body);
  const { exception } = (answer['exceptionDetails'] ?? {}) as Body;
  const text = String(exception?.['description'] ?? exception?.['value'] ?? '').split('\n')[0];
  return text === '' || /side-effect in debug-evaluate/.test(String(text)) ? undefined : text;
}

function evaluated(expression: string, pause: Body, { cdp }: Isolate, throwOnSideEffect: boolean): Promise<Body> {
  return cdp.request('Debugger.evaluateOnCallFrame', {
    callFrameId: pause['callFrames'][0]['callFrameId'],
    expression,
    throwOnSideEffect,
    silent: true,
  });
}
