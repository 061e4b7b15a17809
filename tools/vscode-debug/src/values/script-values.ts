import type { Cdp } from '../inspector/cdp.ts';
import type { Body, Scope, Variable } from '../protocol/dap.ts';
import { evaluateInFrame } from './evaluate-in-frame.ts';
import { ObjectMembers } from './object-members.ts';
import type { Reference, References } from './references.ts';
import { thrown, valueText } from './remote-object.ts';

const SCOPE_NAMES: Record<string, string> = {
  local: 'Local',
  closure: 'Closure',
  block: 'Block',
  catch: 'Catch',
  module: 'Module',
  script: 'Script',
  global: 'Global',
};

/** Where values are read: a call frame in a pause of V8 that lasts until the call returns. */
export interface ScriptFrame {
  cdp: Cdp;
  callFrame: Body;
  ordinal: number;
  threadId: number;
}

/** Where the values of a scope come from: said with each, since the two are not equally sure. */
export type Origin = 'V8' | 'V8, at a native stop';

export function scriptScopes(frame: ScriptFrame, origin: Origin, references: References): Scope[] {
  const chain = frame.callFrame['scopeChain'] as Body[];
  const scopes = chain.map((scope, index) => {
    const type = String(scope['type']);
    return {
      name: `${SCOPE_NAMES[type] ?? type}${type === 'local' ? ` (${origin})` : ''}`,
      ...(type === 'local' && { presentationHint: 'locals' as const }),
      variablesReference: references.add({
        kind: 'script-scope',
        threadId: frame.threadId,
        ordinal: frame.ordinal,
        scope: index,
        isLocal: type === 'local',
      }),
      expensive: type === 'global',
    };
  });
  return scopes;
}

export async function scriptVariables(
  frame: ScriptFrame,
  { scope, isLocal }: Extract<Reference, { kind: 'script-scope' }>,
  references: References,
): Promise<Variable[]> {
  const members = membersOf(frame, references);
  const variables = await members.ofScope(scopeObject(frame, scope));
  const receiver = frame.callFrame['this'] as Body | undefined;
  if (!isLocal || !receiver || receiver['type'] === 'undefined') return variables;
  return [await members.variable('this', await members.held(receiver)), ...variables];
}

export async function evaluateScript(
  frame: ScriptFrame,
  expression: string,
  quietly: boolean,
  references: References,
): Promise<Body> {
  const value = await evaluateInFrame(frame.cdp, frame.callFrame, expression, quietly);
  const { value: result, ...rest } = await membersOf(frame, references).variable('', value);
  return { ...rest, name: undefined, result };
}

function membersOf({ cdp, ordinal, threadId }: ScriptFrame, references: References): ObjectMembers {
  return new ObjectMembers(cdp, references, threadId, ordinal);
}

/** Assigns to a variable of a scope, or to a property below it. The expression may be any of the frame's. */
export async function setScriptVariable(
  frame: ScriptFrame,
  reference: Reference,
  name: string,
  expression: string,
): Promise<string> {
  const value = await evaluateInFrame(frame.cdp, frame.callFrame, expression);
  const newValue = argumentOf(value);
  const { cdp, callFrame } = frame;
  const isScope = reference.kind === 'script-scope';
  if (isScope) {
    await cdp.request('Debugger.setVariableValue', {
      scopeNumber: reference.scope,
      variableName: name,
      newValue,
      callFrameId: callFrame['callFrameId'],
    });
  }
  const objectId = isScope ? scopeObject(frame, reference.scope) : objectOf(reference);
  // A scope is shown by an object that V8 filled when it paused: it must learn of the new value, too.
  const answer = await cdp.request('Runtime.callFunctionOn', {
    objectId,
    functionDeclaration: 'function (name, value) { this[name] = value; }',
    arguments: [{ value: name }, newValue],
  });
  const error = thrown(answer);
  if (error && !isScope) throw error;
  return valueText(value);
}

/** What V8 shows a scope by: an object. */
function scopeObject({ callFrame }: ScriptFrame, scope: number): string {
  const objectId = callFrame['scopeChain'][scope]?.['object']?.['objectId'] as string | undefined;
  if (objectId === undefined) throw new Error('the scope is no longer there');
  return objectId;
}

function argumentOf(value: Body): Body {
  if (value['objectId'] !== undefined) return { objectId: value['objectId'] };
  if (value['unserializableValue'] !== undefined) return { unserializableValue: value['unserializableValue'] };
  return { value: value['value'] };
}

function objectOf(reference: Reference): string {
  if (reference.kind === 'script-object') return reference.objectId;
  throw new Error('the value belongs to no object');
}
