import { ClientError } from '@bimetal/client';
import { type ProblemResponse } from '@bimetal/contract';
import { placeOfByte } from '../json/json-layout';
import { JsonBroken } from '../json/json-scanner';

/** Why a request failed, in words for the person who made it. */
export interface Refusal {
  /** A code of docs/errors.md, or one of the page's own: UNREACHABLE, LIST_BROKEN_OFF, ANSWER_UNKNOWN, CHANGED_MEANWHILE. */
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  /** What to look for in the server's log. */
  readonly traceId: string | undefined;
}

/** Server down, cable out, connection cut: all that the page can tell is that no answer came. */
export const UNREACHABLE: Refusal = {
  code: 'UNREACHABLE',
  title: $localize`:@@refusal.unreachable:The server cannot be reached`,
  detail: $localize`:@@refusal.unreachable-detail:Nothing you typed is lost. Check that the server runs, then try again.`,
  traceId: undefined,
};

const LIST_BROKEN_OFF: Refusal = {
  code: 'LIST_BROKEN_OFF',
  title: $localize`:@@refusal.broken-off:The list broke off before its end`,
  detail: $localize`:@@refusal.broken-off-detail:The server stopped in the middle of its answer; its log has the reason. What came until then is shown.`,
  traceId: undefined,
};

/** A Delete that was not made, because the store has something that the person had not seen. */
export const CHANGED_MEANWHILE: Refusal = {
  code: 'CHANGED_MEANWHILE',
  title: $localize`:@@refusal.changed:Changed in the store`,
  detail: $localize`:@@refusal.changed-detail:It was not deleted. What the store has now is shown here: press Delete again to delete that.`,
  traceId: undefined,
};

/** What a person can do about the commonest codes, where the title alone does not say it. */
const ADVICE: Readonly<Record<string, string>> = {
  API_KEY_REQUIRED: $localize`:@@refusal.sign-in:Sign in, then try again.`,
  API_KEY_SCOPE: $localize`:@@refusal.other-key:Sign in with a key that is for it.`,
  API_KEY_PREFIX: $localize`:@@refusal.other-key:Sign in with a key that is for it.`,
  KEY_SEGMENT: $localize`:@@refusal.key-segment:Earlier releases took such keys. What is under this one can be read and deleted; set it under another.`,
  VALUE_TOO_LARGE: $localize`:@@refusal.too-large:Make it shorter, or split it over several documents.`,
  VALUE_TOO_DEEP: $localize`:@@refusal.too-deep:Put fewer arrays and objects into each other.`,
  DISK_FULL: $localize`:@@refusal.disk-full:Make room on the disk of the server, then press Set again.`,
  STORE_POISONED: $localize`:@@refusal.poisoned:Restart the server: it checks the data folder and takes writes again.`,
  SERVER_STOPPING: $localize`:@@refusal.stopping:It is about to go away. Try again when it is back.`,
};

/** A status of a gateway that says that nobody is behind it. */
const NOBODY_BEHIND: readonly number[] = [502, 503, 504];

/** Reads what the client threw. `sent` is the text that was on its way, to say where in it the error is. */
export function refusalOf(error: unknown, sent?: string): Refusal {
  if (error instanceof JsonBroken) return LIST_BROKEN_OFF;
  if (!(error instanceof ClientError))
    return answerUnknown(asSentence(error instanceof Error ? error.message : String(error)));
  const { problem, status } = error;
  if (problem !== undefined) return refusalOfProblem(problem, sent);
  if (status === 0 || NOBODY_BEHIND.includes(status)) return UNREACHABLE;
  if (status < 300) return answerUnknown(asSentence(error.message));
  return answerUnknown(
    $localize`:@@refusal.status:Status ${status}:status:. Is something else listening at this address?`,
  );
}

function answerUnknown(detail: string): Refusal {
  return {
    code: 'ANSWER_UNKNOWN',
    title: $localize`:@@refusal.not-understood:The answer of the server was not understood`,
    detail,
    traceId: undefined,
  };
}

function refusalOfProblem(problem: ProblemResponse, sent: string | undefined): Refusal {
  const sentences = [asSentence(withoutTitle(problem))];
  if (problem.offset !== undefined && sent !== undefined) {
    const { line, column } = placeOfByte(sent, problem.offset);
    sentences.push($localize`:@@refusal.place:Look at line ${line}:line:, column ${column}:column:.`);
  }
  const advice = ADVICE[problem.code];
  if (advice !== undefined) sentences.push(advice);
  return { code: problem.code, title: problem.title, detail: sentences.join(' '), traceId: problem.traceId };
}

/** Many a detail begins with the words of the title, which stands right above it. */
function withoutTitle({ title, detail }: ProblemResponse): string {
  return detail.toLowerCase().startsWith(`${title.toLowerCase()}: `) ? detail.slice(title.length + 2) : detail;
}

/** Messages that begin in Rust are lower case and have no full stop. */
export function asSentence(message: string): string {
  const sentence = message.charAt(0).toUpperCase() + message.slice(1);
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}
