/**
 * What the API and the page agree on: routes, requests and responses, the shape of an error and the code list with its
 * statuses. No native code, nothing of Node, light enough for a page.
 */
export {
  API_KEY_LIMITS,
  apiKeyListSchema,
  apiKeySchema,
  madeApiKeySchema,
  newApiKeySchema,
  type ApiKey,
  type ApiKeyList,
  type MadeApiKey,
  type NewApiKey,
} from './api-key.js';
export { backupSchema, type Backup } from './backup.js';
export {
  CHANGE_EVENTS,
  changeListSchema,
  changeSchema,
  documentEventSchema,
  failedEventSchema,
  goneEventSchema,
  liveEventSchema,
  snapshotEventSchema,
  stoppingEventSchema,
  type ChangeEvent,
  type ChangeEventName,
  type ChangeList,
  type DocumentEvent,
  type FailedEvent,
  type GoneEvent,
  type LiveEvent,
  type SnapshotEvent,
  type StoppingEvent,
} from './change.js';
export {
  batchResultSchema,
  commonPrefixSchema,
  creationSchema,
  documentEntrySchema,
  documentListSchema,
  documentPageSchema,
  importResultSchema,
  listedDocumentSchema,
  patchResultSchema,
  rangeRemovalSchema,
  writeResultSchema,
  type BatchResult,
  type CommonPrefix,
  type Creation,
  type DocumentEntry,
  type DocumentList,
  type DocumentPage,
  type ImportResult,
  type ListedDocument,
  type PatchResult,
  type RangeRemoval,
  type WriteResult,
} from './document.js';
export { API_ERROR_CODES, type ApiErrorCode, type ProblemCode } from './error-code.js';
export { errorStatus, type ErrorStatus } from './error-status.js';
export {
  backupLineSchema,
  checkLineSchema,
  checkSummarySchema,
  operationFailureSchema,
  operationProgressSchema,
  type BackupLine,
  type CheckLine,
  type CheckSummary,
  type OperationFailure,
  type OperationProgress,
} from './operation-line.js';
export { indexSchema, type Index } from './index-of-routes.js';
export {
  degradedSchema,
  liveSchema,
  readySchema,
  readySummarySchema,
  type Degraded,
  type Live,
  type Ready,
  type ReadySummary,
} from './health.js';
export { statusSchema, type Status } from './status.js';
export { HISTORY_SERIES, statusHistorySchema, type HistorySeries, type StatusHistory } from './status-history.js';
export { isPageView, PAGE_VIEWS } from './page-views.js';
export { parseProblem, PROBLEM_CONTENT_TYPE, problemSchema, type Problem, type ProblemResponse } from './problem.js';
export {
  API_PREFIX,
  isApiPath,
  LIST_PARAMETERS,
  methodsOf,
  parametersOf,
  paths,
  routes,
  TRACE_ID_HEADER,
  type HttpMethod,
  type Route,
} from './routes.js';
export { SCOPES, type Need, type Reach, type Scope } from './scope.js';
export { sessionSchema, type Session } from './session.js';
