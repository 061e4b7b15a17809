import { CODES_OF_READING, type Operations } from './operation.js';

/** How changes are followed. */
export const changeOperations: Operations = {
  'GET /api/changes': {
    id: 'followChanges',
    tag: 'changes',
    summary: 'Follows the changes of documents',
    description:
      'Events that do not end, or with `wait`, `limit` or `Accept: application/json` one list. The id of an event is the revision ' +
      'up to which everything was told. `snapshot=true` goes neither with `since` nor with a list.',
    query: ['since', 'prefix', 'where', 'changes.include', 'snapshot', 'wait', 'limit'],
    headers: ['Last-Event-ID'],
    successes: {
      200: {
        description: 'The changes.',
        headers: ['Cache-Control'],
        content: { 'text/event-stream': 'Events', 'application/json': 'ChangeList' },
      },
    },
    codes: [
      ...CODES_OF_READING,
      'PARAMETER_INVALID',
      'PREFIX_INVALID',
      'FILTER_INVALID',
      'REVISION_INVALID',
      'HISTORY_GONE',
      'SERVER_BUSY',
      'SERVER_STOPPING',
    ],
  },
};
