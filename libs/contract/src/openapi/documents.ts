import {
  CODES_OF_KEYS,
  CODES_OF_READING,
  CODES_OF_REPEATS,
  CODES_OF_VALUES,
  CODES_OF_WRITING,
  type Operation,
  type Operations,
} from './operation.js';

const get: Operation = {
  id: 'getDocument',
  tag: 'documents',
  summary: 'Reads a document',
  headers: ['If-Match', 'If-None-Match'],
  successes: {
    200: {
      description: 'Its text, byte for byte as it was set.',
      headers: ['ETag', 'Bimetal-Expires', 'Cache-Control', 'Content-Location'],
      content: { 'application/json': 'Document' },
    },
    304: {
      description: 'It is what `If-None-Match` names.',
      headers: ['ETag', 'Bimetal-Expires', 'Cache-Control', 'Content-Location'],
    },
  },
  codes: [...CODES_OF_KEYS, ...CODES_OF_READING, 'DOCUMENT_NOT_FOUND', 'REVISION_CONFLICT', 'SERVER_BUSY'],
};

/** What an answer to a write has in headers. */
const WRITTEN = ['ETag', 'Idempotent-Replayed'] as const;

const put: Operation = {
  id: 'putDocument',
  tag: 'documents',
  summary: 'Sets a document',
  description: 'It is on disk before it is answered.',
  headers: ['If-Match', 'If-None-Match', 'Bimetal-TTL', 'Bimetal-Expires', 'Idempotency-Key'],
  body: { 'application/json': 'Document' },
  successes: {
    200: { description: 'It is written.', headers: WRITTEN, content: { 'application/json': 'WriteResult' } },
  },
  codes: [...CODES_OF_KEYS, ...CODES_OF_VALUES, ...CODES_OF_WRITING, ...CODES_OF_REPEATS, 'REVISION_CONFLICT'],
};

const remove: Operation = {
  id: 'removeDocument',
  tag: 'documents',
  summary: 'Removes a document',
  description: 'One that is absent is no error, unless a condition says so.',
  headers: ['If-Match', 'If-None-Match', 'Idempotency-Key'],
  successes: { 200: { description: 'It is gone.', headers: WRITTEN, content: { 'application/json': 'WriteResult' } } },
  codes: [...CODES_OF_KEYS, ...CODES_OF_WRITING, ...CODES_OF_REPEATS, 'REVISION_CONFLICT'],
};

const patch: Operation = {
  id: 'patchDocument',
  tag: 'documents',
  summary: 'Changes a part of a document',
  description:
    'By a JSON Merge Patch (RFC 7396) or a JSON Patch (RFC 6902). What it does not name keeps its bytes. Without conditions it is made again when another writer was quicker.',
  headers: ['If-Match', 'If-None-Match', 'Idempotency-Key'],
  body: { 'application/merge-patch+json': 'MergePatch', 'application/json-patch+json': 'JsonPatch' },
  successes: {
    200: {
      description: 'It is written.',
      headers: ['ETag', 'Cache-Control', 'Idempotent-Replayed'],
      content: { 'application/json': 'PatchResult' },
    },
  },
  codes: [
    ...CODES_OF_KEYS,
    ...CODES_OF_VALUES,
    ...CODES_OF_WRITING,
    ...CODES_OF_REPEATS,
    'DOCUMENT_NOT_FOUND',
    'PATCH_INVALID',
    'PATCH_FAILED',
    'PATCH_TOO_LARGE',
    'POINTER_INVALID',
    'REVISION_CONFLICT',
  ],
};

/** What can be done with one document. */
export const documentOperations: Operations = {
  'GET /api/data/*': get,
  'PUT /api/data/*': put,
  'POST /api/data/*': { ...put, id: 'postDocument', summary: 'Sets a document, as PUT does' },
  'PATCH /api/data/*': patch,
  'DELETE /api/data/*': remove,
};
