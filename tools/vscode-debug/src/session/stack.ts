import type { Body, StackFrame } from '../protocol/dap.ts';
import type { Script } from '../inspector/source-maps.ts';

/** A frame as the LLDB plugin reads it from memory. */
export interface DecodedFrame {
  /** The number by which the plugin knows the frame; none for what V8 keeps to itself. */
  index: number | null;
  kind: 'ts' | 'js' | 'rust' | 'native' | 'internal';
  function: string;
  /** Empty where there is no debug information. */
  file: string;
  line: number;
  column: number;
  pc: number;
  lldb_index: number;
  is_user: boolean;
}

/** A frame of the merged stack: what the client sees, and which debugger answers for it. */
export type MergedFrame = {
  name: string;
  file: string | undefined;
  line: number;
  column: number;
  isUser: boolean;
  pc: number;
} & ({ kind: 'script'; ordinal: number; decodedIndex: number | undefined } | { kind: 'native'; lldbIndex: number });

// Layers that binding generators write into the user's file: their line is the user's, their code is not.
const GLUE = /_c_callback|__napi/;

/**
 * Merges what the decoder found with what V8 says of its frames, where it was asked: V8's word counts for positions
 * and names. At a stop in V8's inspector everything above the first script frame is V8 pausing, which nobody asked for.
 */
export function mergeStack(decoded: readonly DecodedFrame[], fromFirstScript: boolean): MergedFrame[] {
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
    if (isScript(frame))
      merged.push({ ...common, kind: 'script', ordinal: ordinal++, decodedIndex: frame.index ?? undefined });
    else merged.push({ ...common, kind: 'native', lldbIndex: frame.lldb_index });
  }
  return merged;
}

/** The stack as V8 alone tells it: for stops at which LLDB cannot be asked. */
export function scriptStack(callFrames: readonly Body[], scripts: ReadonlyMap<string, Script>): MergedFrame[] {
  return callFrames.map((frame, ordinal) => {
    const place = placeOf(frame, scripts);
    const isUser = place !== undefined && !place.file.startsWith('node:') && !place.file.includes('/node_modules/');
    return {
      kind: 'script',
      ordinal,
      decodedIndex: undefined,
      name: String(frame['functionName']) || '<anonymous>',
      file: place?.file,
      line: place?.line ?? 0,
      column: place?.column ?? 0,
      isUser,
      pc: 0,
    };
  });
}

export function placeOf(
  callFrame: Body,
  scripts: ReadonlyMap<string, Script>,
): { file: string; line: number; column: number } | undefined {
  const { scriptId, lineNumber, columnNumber } = callFrame['location'] as {
    scriptId: string;
    lineNumber: number;
    columnNumber?: number;
  };
  return scripts.get(scriptId)?.original({ line: lineNumber + 1, column: (columnNumber ?? 0) + 1 });
}

/**
 * Which of V8's call frames each script frame is. Both lists run from the innermost frame out; the decoder may leave out
 * frames of Node's own that V8 names, so a frame is found by its place, in order.
 */
export function matchCallFrames(
  frames: readonly MergedFrame[],
  callFrames: readonly Body[],
  scripts: ReadonlyMap<string, Script>,
): Map<number, Body> {
  const matched = new Map<number, Body>();
  const places = callFrames.map((frame) => placeOf(frame, scripts));
  let from = 0;
  for (const frame of frames) {
    if (frame.kind !== 'script') continue;
    const found = places.findIndex(
      (place, index) => index >= from && place?.line === frame.line && place.file === frame.file,
    );
    const callFrame = callFrames[found];
    if (callFrame === undefined) continue;
    matched.set(frame.ordinal, callFrame);
    from = found + 1;
  }
  return matched;
}

export function toDap(frame: MergedFrame, id: number, pathOf: (path: string) => string): StackFrame {
  const path = frame.file === undefined || frame.file.startsWith('node:') ? undefined : pathOf(frame.file);
  const name = frame.file?.split('/').at(-1) ?? 'native code';
  const base = { id, name: frame.name, line: frame.line, column: frame.column };
  if (frame.isUser) return { ...base, source: { name, ...(path && { path }) } };
  return {
    ...base,
    presentationHint: 'subtle',
    source: { name, ...(path && { path }), presentationHint: 'deemphasize', origin: 'external code' },
  };
}

function isScript(frame: DecodedFrame): boolean {
  return frame.kind === 'ts' || frame.kind === 'js';
}

/** Without the hash that Rust appends to every symbol. */
function displayName(name: string): string {
  return name.replace(/::h[0-9a-f]{16}$/, '');
}
