import type { Cdp } from '../inspector/cdp.ts';
import type { Body, Variable } from '../protocol/dap.ts';
import { evaluateInFrame } from './evaluate-in-frame.ts';
import { nameFunctions } from './function-names.ts';
import { OBJECT_GROUP, type ObjectReference, type References } from './references.ts';
import { lengthIn, thrown, typeText, valueText } from './remote-object.ts';

/** As many are shown at once. */
const PAGE = 1000;

const ELEMENTS = `function (start, count) {
  const found = Object.create(null);
  for (let index = start; index < start + count; index++) {
    const element = Object.getOwnPropertyDescriptor(this, index);
    if (element) Object.defineProperty(found, index, { ...element, configurable: true });
  }
  return found;
}`;

// By a symbol, which nobody comes across: an expression in a frame can name nothing else that V8 knows by a number.
const HELD = `globalThis[Symbol.for('bimetal: a getter, and whose it is')]`;
const HOLD = `function (get) { ${HELD} = [get, this]; }`;
const GET_HELD = `(() => { const held = ${HELD}; delete ${HELD}; return Reflect.apply(...held, []); })()`;

/** Which members a client asks for; without a filter, all of them. */
export interface Range {
  filter?: 'indexed' | 'named';
  start?: number;
  count?: number;
}

/** The members of values in one isolate, as variables: those of classes too, private ones, and of many a page at a time. */
export class ObjectMembers {
  readonly #cdp: Cdp;
  readonly #references: References;
  readonly #threadId: number;
  readonly #ordinal: number;

  constructor(cdp: Cdp, references: References, threadId: number, ordinal: number) {
    this.#cdp = cdp;
    this.#references = references;
    this.#threadId = threadId;
    this.#ordinal = ordinal;
  }

  async of(reference: ObjectReference, { filter, start = 0, count }: Range = {}): Promise<Variable[]> {
    const { objectId, length, from, hasAccessors } = reference;
    if (length === undefined) {
      const found = [...(await this.#own(objectId)), ...(hasAccessors ? await this.#inherited(objectId) : [])];
      return this.#page(found, objectId, reference, found.length);
    }
    // How many a client asks for is its own business, also where that is nothing.
    if (filter === 'indexed') return this.#elements(objectId, start, count || length - start);
    const named = filter === 'named' || from === 0 ? await this.#own(objectId, true) : [];
    if (filter === 'named') return this.#variables(named, objectId);
    const elements = await this.#elements(objectId, from, Math.min(PAGE, length - from));
    return [...elements, ...this.#rest(reference, length), ...(await this.#variables(named, objectId))];
  }

  /** What V8 shows a scope by: an object with its variables. */
  async ofScope(objectId: string): Promise<Variable[]> {
    return this.of(this.#reference({ ...(await this.held({ objectId })), type: 'scope' }));
  }

  /**
   * A value that V8 told of when it paused, in a group of ours: what it holds can be looked at in a later pause, too. It is not
   * evaluated in its frame: for that V8 would read the whole script once more.
   */
  async held(value: Body): Promise<Body> {
    if (value['objectId'] === undefined) return value;
    const held = await this.#cdp.request('Runtime.callFunctionOn', {
      objectId: value['objectId'],
      functionDeclaration: 'function () { return this; }',
      objectGroup: OBJECT_GROUP,
      generatePreview: true,
    });
    return held['result'] as Body;
  }

  /** The value that a getter of the object gives now. It is asked in a frame, where V8 ends what does not end by itself. */
  async got(objectId: string, get: string, name: string, callFrame: Body): Promise<Variable> {
    await this.#cdp.request('Runtime.callFunctionOn', {
      objectId,
      functionDeclaration: HOLD,
      arguments: [{ objectId: get }],
      silent: true,
    });
    try {
      return await this.variable(name, await evaluateInFrame(this.#cdp, callFrame, GET_HELD));
    } catch (error) {
      return { name, value: `<${(error as Error).message}>`, variablesReference: 0 };
    }
  }

  async variable(name: string, value: Body): Promise<Variable> {
    await nameFunctions(this.#cdp, value).catch(() => undefined);
    const reference = value['objectId'] === undefined ? undefined : this.#reference(value);
    const length = reference?.length ?? 0;
    return {
      name,
      value: valueText(value),
      type: typeText(value),
      variablesReference: reference ? this.#references.add(reference) : 0,
      ...(length > PAGE && { indexedVariables: length, namedVariables: 1 }),
    };
  }

  #reference(value: Body): ObjectReference {
    const isList = value['subtype'] === 'array' || value['subtype'] === 'typedarray';
    return {
      kind: 'script-object',
      threadId: this.#threadId,
      ordinal: this.#ordinal,
      objectId: String(value['objectId']),
      length: isList ? lengthIn(String(value['description'])) : undefined,
      from: 0,
      // What functions and scopes inherit is the same for all of them.
      hasAccessors: value['type'] === 'object' && value['subtype'] !== 'proxy',
    };
  }

  async #own(objectId: string, nonIndexedPropertiesOnly = false): Promise<Body[]> {
    const answer = await this.#properties({ objectId, ownProperties: true, nonIndexedPropertiesOnly });
    const parts = [answer['result'], answer['privateProperties'], answer['internalProperties']] as (
      Body[] | undefined
    )[];
    return parts.flatMap((each) => each ?? []);
  }

  /** What its classes compute. */
  async #inherited(objectId: string): Promise<Body[]> {
    const answer = await this.#properties({ objectId, ownProperties: false, accessorPropertiesOnly: true });
    return ((answer['result'] ?? []) as Body[]).filter(({ isOwn, name }) => !isOwn && name !== '__proto__');
  }

  #properties(args: Body): Promise<Body> {
    return this.#cdp.request('Runtime.getProperties', { ...args, generatePreview: true });
  }

  async #elements(objectId: string, start: number, count: number): Promise<Variable[]> {
    const answer = await this.#cdp.request('Runtime.callFunctionOn', {
      objectId,
      functionDeclaration: ELEMENTS,
      arguments: [{ value: start }, { value: count }],
      objectGroup: OBJECT_GROUP,
    });
    const error = thrown(answer);
    if (error) throw error;
    const found = await this.#properties({ objectId: answer['result']['objectId'], ownProperties: true });
    return this.#variables((found['result'] ?? []) as Body[], objectId);
  }

  async #page(
    found: readonly Body[],
    objectId: string,
    reference: ObjectReference,
    length: number,
  ): Promise<Variable[]> {
    const shown = found.slice(reference.from, reference.from + PAGE);
    return [...(await this.#variables(shown, objectId)), ...this.#rest(reference, length)];
  }

  /** A row that stands for the members behind those that are shown. */
  #rest(reference: ObjectReference, length: number): Variable[] {
    const from = reference.from + PAGE;
    if (from >= length) return [];
    const value = `${(length - from).toLocaleString('en')} more`;
    return [
      { name: `[${from} … ${length - 1}]`, value, variablesReference: this.#references.add({ ...reference, from }) },
    ];
  }

  #variables(properties: readonly Body[], objectId: string): Promise<Variable[]> {
    return Promise.all(
      properties.map(async (property) => {
        const name = String(property['name']);
        const value = property['value'] as Body | undefined;
        if (value) return this.variable(name, value);
        const get = property['get'] as Body | undefined;
        if (get?.['objectId'] === undefined)
          return { name, value: property['set'] ? '<can only be set>' : '<not available>', variablesReference: 0 };
        const kind = 'script-getter' as const;
        const lazy = { kind, threadId: this.#threadId, objectId, get: String(get['objectId']), name };
        return { name, value: '(…)', variablesReference: this.#references.add(lazy), presentationHint: { lazy: true } };
      }),
    );
  }
}
