import type { DebugProtocol } from '@vscode/debugprotocol';

/** The parts of the Debug Adapter Protocol that the adapter speaks, on both its sides. */

export type DapRequest = DebugProtocol.Request & { type: 'request' };
export type DapResponse = DebugProtocol.Response & { type: 'response' };
export type DapEvent = DebugProtocol.Event & { type: 'event' };
export type DapMessage = DapRequest | DapResponse | DapEvent;

/** The protocol is JSON of many shapes: each reader takes what it needs and says what it expects. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Body = Record<string, any>;
export type Arguments = Body;

export type Source = DebugProtocol.Source;
export type StackFrame = DebugProtocol.StackFrame;
export type Scope = DebugProtocol.Scope;
export type Variable = DebugProtocol.Variable;
export type SourceBreakpoint = DebugProtocol.SourceBreakpoint;
/** The adapter numbers every breakpoint. */
export type Breakpoint = DebugProtocol.Breakpoint & { id: number };
export type Thread = DebugProtocol.Thread;
