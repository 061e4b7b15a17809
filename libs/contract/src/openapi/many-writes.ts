import {
  CODES_OF_KEYS,
  CODES_OF_REPEATS,
  CODES_OF_VALUES,
  CODES_OF_WRITING,
  type Operation,
  type Operations,
} from './operation.js';

const create: Operation = {
  id: 'createDocument',
  tag: 'documents',
  summary: 'Sets a document under a number of the server’s',
  description: 'The key is the prefix, `-` and a number that goes up and is given once.',
  query: ['creation.prefix'],
  required: ['creation.prefix'],
  headers: ['Bimetal-TTL', 'Bimetal-Expires', 'Idempotency-Key'],
  body: { 'application/json': 'Document' },
  successes: {
    201: {
      description: 'It is written.',
      headers: ['ETag', 'Location', 'Idempotent-Replayed'],
      content: { 'application/json': 'Creation' },
    },
  },
  codes: [
    ...CODES_OF_KEYS,
    ...CODES_OF_VALUES,
    ...CODES_OF_WRITING,
    ...CODES_OF_REPEATS,
    'PREFIX_INVALID',
    'KEY_BAD_NUMBER',
    'PARAMETER_INVALID',
  ],
};

const removeRange: Operation = {
  id: 'removeRange',
  tag: 'lists',
  summary: 'Removes the documents whose keys begin so',
  description: 'All or nothing, and only if they are as many as `count` says.',
  query: ['removal.prefix', 'removal.count'],
  required: ['removal.prefix', 'removal.count'],
  headers: ['Idempotency-Key'],
  successes: {
    200: {
      description: 'They are gone.',
      headers: ['ETag', 'Idempotent-Replayed'],
      content: { 'application/json': 'RangeRemoval' },
    },
  },
  codes: [
    ...CODES_OF_WRITING,
    ...CODES_OF_REPEATS,
    'PREFIX_INVALID',
    'PARAMETER_INVALID',
    'COUNT_CONFLICT',
    'BATCH_TOO_LARGE',
  ],
};

const batch: Operation = {
  id: 'commitBatch',
  tag: 'lists',
  summary: 'Commits writes of many documents, all or nothing',
  description: 'The problem of an operation names it: `operation`, from 0.',
  headers: ['Idempotency-Key'],
  body: { 'application/json': 'Batch' },
  successes: {
    200: {
      description: 'They are written.',
      headers: ['ETag', 'Idempotent-Replayed'],
      content: { 'application/json': 'BatchResult' },
    },
  },
  codes: [
    ...CODES_OF_KEYS,
    ...CODES_OF_VALUES,
    ...CODES_OF_WRITING,
    ...CODES_OF_REPEATS,
    'BATCH_INVALID',
    'BATCH_EMPTY',
    'BATCH_TOO_LARGE',
    'REVISION_CONFLICT',
    'REVISION_INVALID',
  ],
};

const takeIn: Operation = {
  id: 'importDocuments',
  tag: 'lists',
  summary: 'Takes in documents as they arrive',
  description:
    'What is committed when it ends early stands in `imported` of the problem. Sent again with the same `Idempotency-Key`, it goes ' +
    'on behind that.',
  query: ['import.mode'],
  headers: ['Idempotency-Key'],
  body: { 'application/json': 'Entries', 'application/x-ndjson': 'Lines' },
  successes: {
    200: {
      description: 'All are written.',
      headers: ['ETag', 'Idempotent-Replayed'],
      // An import of nothing has no revision.
      notAlways: ['ETag'],
      content: { 'application/json': 'ImportResult' },
    },
  },
  codes: [
    ...CODES_OF_KEYS,
    ...CODES_OF_VALUES,
    ...CODES_OF_WRITING,
    ...CODES_OF_REPEATS,
    'PARAMETER_INVALID',
    'ENTRY_INVALID',
    'BATCH_TOO_LARGE',
    'REVISION_CONFLICT',
  ],
};

/** How many documents are written at once, or one under a key that nobody knows before. */
export const writeOperations: Operations = {
  'POST /api/data': create,
  'DELETE /api/data': removeRange,
  'POST /api/batch': batch,
  'POST /api/import': takeIn,
};
