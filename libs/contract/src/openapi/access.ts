import { type ProblemCode } from '../error-code.js';
import { CODES_OF_READING, CODES_OF_WRITING, type Operations } from './operation.js';

/** What a request is answered by a server that has API keys, where its key does not do. */
export const CODES_OF_ACCESS: readonly ProblemCode[] = [
  'API_KEY_REQUIRED',
  'API_KEY_UNKNOWN',
  'API_KEY_EXPIRED',
  'API_KEY_SCOPE',
  'API_KEY_PREFIX',
  'AUTHENTICATION_LIMITED',
];

const NO_STORE = ['Cache-Control'] as const;

/** Who may ask for what. */
export const accessOperations: Operations = {
  'GET /api/keys': {
    id: 'listApiKeys',
    tag: 'access',
    summary: 'Lists the API keys, but for their secrets',
    successes: {
      200: { description: 'The oldest first.', headers: NO_STORE, content: { 'application/json': 'ApiKeyList' } },
    },
    codes: CODES_OF_READING,
  },
  'POST /api/keys': {
    id: 'createApiKey',
    tag: 'access',
    summary: 'Makes an API key, and tells it this once',
    description: 'With the first one, which must have the scope `admin`, the server needs a key of everybody.',
    body: { 'application/json': 'NewApiKey' },
    successes: {
      201: {
        description: 'It is made, and counts.',
        headers: ['Cache-Control', 'Location'],
        content: { 'application/json': 'MadeApiKey' },
      },
    },
    codes: [
      ...CODES_OF_WRITING,
      'API_KEY_INVALID',
      'API_KEY_ADMIN_NEEDED',
      'API_KEYS_TOO_MANY',
      'CONTENT_TYPE_UNSUPPORTED',
      'VALUE_TOO_LARGE',
    ],
  },
  'DELETE /api/keys/:id': {
    id: 'revokeApiKey',
    tag: 'access',
    summary: 'Revokes an API key',
    description: 'Feeds, lists, imports and sessions that were begun with it end.',
    successes: {
      200: { description: 'It does not count any more.', headers: NO_STORE, content: { 'application/json': 'ApiKey' } },
    },
    codes: [...CODES_OF_WRITING, 'API_KEY_NOT_FOUND', 'API_KEY_ADMIN_NEEDED'],
  },
  'GET /api/session': {
    id: 'showSession',
    tag: 'access',
    summary: 'Tells who asks, as the server sees it',
    successes: {
      200: { description: 'It is so.', headers: NO_STORE, content: { 'application/json': 'Session' } },
    },
  },
  'POST /api/session': {
    id: 'beginSession',
    tag: 'access',
    summary: 'Begins the session of a browser with the API key that the request came with',
    successes: {
      201: {
        description: 'The cookie stands for the key from now on.',
        headers: ['Cache-Control', 'Set-Cookie'],
        content: { 'application/json': 'Session' },
      },
    },
    codes: ['ORIGIN_NOT_ALLOWED', 'CONTENT_TYPE_UNSUPPORTED', 'SERVER_BUSY'],
  },
  'DELETE /api/session': {
    id: 'endSession',
    tag: 'access',
    summary: 'Ends the session of a browser',
    successes: { 204: { description: 'There is none.', headers: ['Cache-Control', 'Set-Cookie'] } },
    codes: ['ORIGIN_NOT_ALLOWED'],
  },
};
