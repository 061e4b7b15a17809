import type { Body, StackFrame } from '../protocol/dap.ts';
import type { Script } from '../inspector/source-maps.ts';

/** A frame as the LLDB plugin reads it from memory. */
export interface DecodedFrame {
  /** The number by which the plugin knows the frame; none for what V8 keeps to itself. */
  index: number | null;
  kind: 'ts' | 'js' | 'rust' | 'native' | 'internal' | 'cut';
  function: string;
  /** Empty where there is no debug information. */
  file: string;
  line: number;
  column: number;
  pc: number;
  /** -1 for a function that waits: it has no frame of the machine. */
  lldb_index: number;
  /** The number of the machine frame that it runs in. */
  native_index: number;
  is_user: boolean;
  /** V8's number of the script, and the place in its text; none where V8 does not tell. */
  script_id?: number | null;
  generated?: { line: number; column: number };
  /** Whether the place is that of the call, and not the start of the function. */
  is_exact?: boolean;
}

/** A frame of the merged stack: what the client sees, and which debugger answers for it. */
export type MergedFrame = {
  name: string;
  file: string | undefined;
  line: number;
  column: number;
  isUser: boolean;
  pc: number;
} & (
  | {
      kind: 'script';
      ordinal: number;
      decodedIndex: number | undefined;
      /** It waits for a promise: V8 does not count it among its frames. */
      awaits: boolean;
      scriptId: string | undefined;
      /** The line in the script; none where it is not known which of the function's it is. */
      scriptLine: number | undefined;
    }
  | { kind: 'native'; lldbIndex: number }
  /** No frame: its name says that there are more, which were not read. */
  | { kind: 'cut' }
);

/** A stack as far as it was read, innermost frame first. */
export interface ReadStack {
  decoded: DecodedFrame[];
  frames: MergedFrame[];
  isWhole: boolean;
}

type ScriptFrame = Extract<MergedFrame, { kind: 'script' }>;
type Scripts = ReadonlyMap<string, Script>;

// Layers that binding generators write into the user's file: their line is the user's, their code is not.
const GLUE = /_c_callback|__napi/;

/**
 * Merges what the decoder found, with the places that the scripts' maps tell. At a stop in V8's inspector everything above the
 * first script frame is V8 pausing, which nobody asked for.
 */
export function mergeStack(
  decoded: readonly DecodedFrame[],
  fromFirstScript: boolean,
  scripts: Scripts = new Map(),
): MergedFrame[] {
  const first = fromFirstScript ? decoded.findIndex(isScript) : 0;
  if (first < 0) return [];
  let ordinal = 0;
  const merged: MergedFrame[] = [];
  for (const frame of decoded.slice(first)) {
    if (frame.kind === 'internal') continue;
    const isGlue = GLUE.test(frame.function);
    const common = {
      name: displayName(frame.function),
      // VS Code has one look for each file: with the file of the user on it, glue would fold the user's frames too.
      file: isGlue ? undefined : frame.file || undefined,
      line: frame.line,
      column: frame.column,
      isUser: frame.is_user && !isGlue,
      pc: frame.pc,
    };
    if (frame.kind === 'cut') merged.push({ ...common, kind: 'cut' });
    else if (isScript(frame))
      merged.push({ ...common, ...scriptPart(frame, scripts), kind: 'script', ordinal: ordinal++ });
    else merged.push({ ...common, kind: 'native', lldbIndex: frame.lldb_index });
  }
  return merged;
}

/**
 * What was read before, and of what is read now the frames below. What was read before counts: when something was evaluated since,
 * memory no longer tells which functions were inlined there.
 */
export function extended(before: readonly DecodedFrame[], now: readonly DecodedFrame[]): DecodedFrame[] {
  const last = before.at(-1);
  if (!last) return [...now];
  const isOfLast = (frame: DecodedFrame): boolean => frame.native_index === last.native_index;
  const below = now.findIndex(({ native_index }) => native_index >= last.native_index) + before.filter(isOfLast).length;
  return [...before, ...now.slice(below)];
}

function scriptPart(
  frame: DecodedFrame,
  scripts: Scripts,
): Body & Pick<ScriptFrame, 'decodedIndex' | 'awaits' | 'scriptId' | 'scriptLine'> {
  const { generated, index, is_exact, is_user, lldb_index, script_id } = frame;
  const scriptId = script_id === undefined || script_id === null ? undefined : String(script_id);
  const script = scriptId === undefined ? undefined : scripts.get(scriptId);
  return {
    ...(script && generated && { ...script.original(generated), isUser: is_user && !script.isSkipped }),
    decodedIndex: index ?? undefined,
    awaits: lldb_index < 0,
    scriptId,
    scriptLine: is_exact === false ? undefined : generated?.line,
  };
}

/** The stack as V8 alone tells it: for stops at which LLDB cannot be asked. */
export function scriptStack(callFrames: readonly Body[], scripts: Scripts): MergedFrame[] {
  return callFrames.map((frame, ordinal) => {
    const place = placeOf(frame, scripts);
    const isSkipped = scripts.get(String(frame['location']['scriptId']))?.isSkipped === true;
    const isUser = place !== undefined && !isSkipped && !/^node:|\/node_modules\//.test(place.file);
    return {
      kind: 'script',
      ordinal,
      decodedIndex: undefined,
      awaits: false,
      scriptId: String(frame['location']['scriptId']),
      scriptLine: Number(frame['location']['lineNumber']) + 1,
      name: String(frame['functionName']) || '<anonymous>',
      file: place?.file,
      line: place?.line ?? 0,
      column: place?.column ?? 0,
      isUser,
      pc: 0,
    };
  });
}

export function placeOf(callFrame: Body, scripts: Scripts): { file: string; line: number; column: number } | undefined {
  const { scriptId, lineNumber, columnNumber } = callFrame['location'] as {
    scriptId: string;
    lineNumber: number;
    columnNumber?: number;
  };
  return scripts.get(scriptId)?.original({ line: lineNumber + 1, column: (columnNumber ?? 0) + 1 });
}

/**
 * Which of V8's call frames each script frame is. Both lists run from the innermost frame out; the decoder may leave out
 * frames of Node's own that V8 names, so a frame is found by its place in the script, in order.
 */
export function matchCallFrames(frames: readonly MergedFrame[], callFrames: readonly Body[]): Map<number, Body> {
  const matched = new Map<number, Body>();
  let from = 0;
  for (const frame of frames) {
    if (frame.kind !== 'script' || frame.awaits) continue;
    const found = indexFrom(callFrames, from, frame);
    const callFrame = callFrames[found];
    if (callFrame === undefined) continue;
    matched.set(frame.ordinal, callFrame);
    from = found + 1;
  }
  return matched;
}

function indexFrom(callFrames: readonly Body[], from: number, { scriptId, scriptLine }: ScriptFrame): number {
  for (let index = from; index < callFrames.length; index++) {
    const location = callFrames[index]?.['location'] as Body;
    if (location['scriptId'] !== scriptId) continue;
    if (scriptLine === undefined || Number(location['lineNumber']) + 1 === scriptLine) return index;
  }
  return -1;
}

export function toDap(frame: MergedFrame, id: number, pathOf: (path: string) => string): StackFrame {
  // What is an address is no file that could be opened: a script of Node's, or a part of a bundle.
  const path = frame.file === undefined || /^[a-z][\w+.-]+:/i.test(frame.file) ? undefined : pathOf(frame.file);
  const name = frame.file?.split('/').at(-1) ?? 'native code';
  const base = { id, name: frame.name, line: frame.line, column: frame.column };
  if (frame.kind === 'cut') return { ...base, name: `… ${frame.name}`, line: 0, column: 0, presentationHint: 'label' };
  if (frame.isUser) return { ...base, source: { name, ...(path && { path }) } };
  return {
    ...base,
    presentationHint: 'subtle',
    source: { name, ...(path && { path }), presentationHint: 'deemphasize', origin: 'external code' },
  };
}

export function isScript(frame: DecodedFrame): boolean {
  return frame.kind === 'ts' || frame.kind === 'js';
}

/** Without the hash that Rust appends to every symbol. */
function displayName(name: string): string {
  return name.replace(/::h[0-9a-f]{16}$/, '');
}
