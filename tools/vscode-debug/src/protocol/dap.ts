/** The parts of the Debug Adapter Protocol that the adapter speaks, on both its sides. */

export interface DapRequest {
  seq: number;
  type: 'request';
  command: string;
  arguments?: Arguments;
}

export interface DapResponse {
  seq: number;
  type: 'response';
  request_seq: number;
  command: string;
  success: boolean;
  message?: string;
  body?: Body;
}

export interface DapEvent {
  seq: number;
  type: 'event';
  event: string;
  body?: Body;
}

export type DapMessage = DapRequest | DapResponse | DapEvent;

/** The protocol is JSON of many shapes: each reader takes what it needs and says what it expects. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Body = Record<string, any>;
export type Arguments = Body;

export interface Source {
  name?: string;
  path?: string;
  presentationHint?: 'normal' | 'emphasize' | 'deemphasize';
  origin?: string;
}

export interface StackFrame {
  id: number;
  name: string;
  line: number;
  column: number;
  source?: Source;
  presentationHint?: 'normal' | 'label' | 'subtle';
  instructionPointerReference?: string;
}

export interface Scope {
  name: string;
  presentationHint?: 'arguments' | 'locals' | 'registers';
  variablesReference: number;
  expensive: boolean;
}

export interface Variable {
  name: string;
  value: string;
  type?: string;
  variablesReference: number;
  evaluateName?: string;
  indexedVariables?: number;
  presentationHint?: Body;
}

export interface SourceBreakpoint {
  line: number;
  column?: number;
  condition?: string;
  hitCondition?: string;
  logMessage?: string;
}

export interface Breakpoint {
  id: number;
  verified: boolean;
  line?: number;
  column?: number;
  message?: string;
  source?: Source;
}

export interface Thread {
  id: number;
  name: string;
}
