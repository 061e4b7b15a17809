import { LIST_PARAMETERS } from '../routes.js';
import { CODES_OF_KEYS, CODES_OF_READING, type Operations } from './operation.js';

/** What can be done with many documents. */
export const listOperations: Operations = {
  'GET /api/data': {
    id: 'listDocuments',
    tag: 'lists',
    summary: 'Lists documents in the order of their keys',
    description:
      'Without parameters a stream of all. `where` does not go together with `delimiter` or `count`; a cursor belongs to one list.',
    query: LIST_PARAMETERS,
    headers: ['If-Match', 'If-None-Match', 'Prefer'],
    successes: {
      200: {
        description: 'The documents, as of one revision.',
        headers: ['Bimetal-Revision', 'Cache-Control', 'Link', 'X-Total-Count'],
        content: { 'application/json': 'List', 'application/x-ndjson': 'Lines' },
      },
      304: {
        description: '`If-None-Match` is `*`.',
        headers: ['Bimetal-Revision', 'Cache-Control', 'Link', 'X-Total-Count'],
      },
    },
    codes: [
      ...CODES_OF_KEYS,
      ...CODES_OF_READING,
      'PREFIX_INVALID',
      'PARAMETER_INVALID',
      'CURSOR_INVALID',
      'POINTER_INVALID',
      'FIELDS_INVALID',
      'FILTER_INVALID',
      'PRECONDITION_FAILED',
      'REVISION_INVALID',
      'REVISION_GONE',
      'SERVER_BUSY',
    ],
  },
};
