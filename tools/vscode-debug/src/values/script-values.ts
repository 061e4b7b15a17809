import type { Cdp } from '../inspector/cdp.ts';
import type { Body, Scope, Variable } from '../protocol/dap.ts';
import type { Reference, References } from './references.ts';
import { thrown, typeText, valueText } from './remote-object.ts';

/** Values that outlive one pause of V8 are held in this group, which is released when the program runs on. */
export const OBJECT_GROUP = 'bimetal';

const EVALUATION_MILLISECONDS_MAX = 5000;
const PROPERTIES_MAX = 1000;

const SCOPE_NAMES: Record<string, string> = {
  local: 'Local',
  closure: 'Closure',
  block: 'Block',
  catch: 'Catch',
  module: 'Module',
  script: 'Script',
  global: 'Global',
};

type ObjectReference = Extract<Reference, { kind: 'script-object' }>;

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
        path: [],
      }),
      expensive: type === 'global',
    };
  });
  return scopes;
}

export async function scriptVariables(
  frame: ScriptFrame,
  reference: Extract<Reference, { kind: 'script-scope' }>,
  references: References,
): Promise<Variable[]> {
  const { scope, path } = reference;
  const objectId = await walk(frame, scope, path);
  const variables = await properties(frame.cdp, objectId, (name) =>
    references.add({ ...reference, path: [...path, name] }),
  );
  const receiver = frame.callFrame['this'] as Body | undefined;
  const isLocal = frame.callFrame['scopeChain'][scope]?.['type'] === 'local';
  if (path.length > 0 || !isLocal || !receiver || receiver['type'] === 'undefined') return variables;
  const held = await evaluateOn(frame, 'this');
  return [toVariable('this', held, () => references.add(objectReference(frame.threadId, held))), ...variables];
}

export async function objectVariables(
  cdp: Cdp,
  { threadId, objectId }: ObjectReference,
  references: References,
): Promise<Variable[]> {
  return properties(cdp, objectId, (_name, value) => references.add(objectReference(threadId, value)));
}

function objectReference(threadId: number, value: Body): ObjectReference {
  return { kind: 'script-object', threadId, objectId: String(value['objectId']) };
}

export async function evaluateScript(
  frame: ScriptFrame,
  expression: string,
  quietly: boolean,
  references: References,
): Promise<{ result: string; type: string; variablesReference: number }> {
  const value = await evaluateOn(frame, expression, quietly);
  const objectId = value['objectId'] as string | undefined;
  return {
    result: valueText(value),
    type: typeText(value),
    variablesReference: objectId === undefined ? 0 : references.add(objectReference(frame.threadId, value)),
  };
}

/** Assigns to a variable of a scope, or to a property below it. The expression may be any of the frame's. */
export async function setScriptVariable(
  frame: ScriptFrame,
  reference: Reference,
  name: string,
  expression: string,
): Promise<string> {
  const value = await evaluateOn(frame, expression);
  const newValue = argumentOf(value);
  const { cdp, callFrame } = frame;
  const isScope = reference.kind === 'script-scope' && reference.path.length === 0;
  if (isScope) {
    await cdp.request('Debugger.setVariableValue', {
      scopeNumber: reference.scope,
      variableName: name,
      newValue,
      callFrameId: callFrame['callFrameId'],
    });
  }
  const objectId =
    reference.kind === 'script-scope' ? await walk(frame, reference.scope, reference.path) : objectOf(reference);
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

async function evaluateOn({ cdp, callFrame }: ScriptFrame, expression: string, quietly = false): Promise<Body> {
  const answer = await cdp.request('Debugger.evaluateOnCallFrame', {
    callFrameId: callFrame['callFrameId'],
    expression,
    objectGroup: OBJECT_GROUP,
    generatePreview: true,
    // A hover must not change the program.
    throwOnSideEffect: quietly,
    silent: true,
    timeout: EVALUATION_MILLISECONDS_MAX,
  });
  const error = thrown(answer);
  if (error) throw error;
  return answer['result'] as Body;
}

/** The object at the end of a path of property names below a scope. */
async function walk({ cdp, callFrame }: ScriptFrame, scope: number, path: readonly string[]): Promise<string> {
  let objectId = callFrame['scopeChain'][scope]?.['object']?.['objectId'] as string | undefined;
  for (const name of path) {
    const found = (await propertiesOf(cdp, String(objectId))).find((property) => property['name'] === name);
    objectId = found?.['value']?.['objectId'] as string | undefined;
  }
  if (objectId === undefined) throw new Error('the value is no longer there');
  return objectId;
}

async function properties(
  cdp: Cdp,
  objectId: string,
  reference: (name: string, value: Body) => number,
): Promise<Variable[]> {
  const found = await propertiesOf(cdp, objectId);
  return found.slice(0, PROPERTIES_MAX).map((property) => {
    const name = String(property['name']);
    const value = property['value'] as Body | undefined;
    if (value) return toVariable(name, value, () => reference(name, value));
    return { name, value: property['get'] ? '(…)' : '<not available>', variablesReference: 0 };
  });
}

async function propertiesOf(cdp: Cdp, objectId: string): Promise<Body[]> {
  const answer = await cdp.request('Runtime.getProperties', { objectId, ownProperties: true, generatePreview: true });
  return [...((answer['result'] ?? []) as Body[]), ...((answer['internalProperties'] ?? []) as Body[])];
}

function toVariable(name: string, value: Body, reference: () => number): Variable {
  const variablesReference = value['objectId'] === undefined ? 0 : reference();
  return { name, value: valueText(value), type: typeText(value), variablesReference };
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
