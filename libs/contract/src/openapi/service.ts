import { type Operation, type Operations } from './operation.js';
import { type SchemaName } from './schemas.js';

/** How the server is looked at and after. */
export const serviceOperations: Operations = {
  'GET /api': read('listRoutes', 'Lists the routes', 'Index'),
  'GET /api/openapi.json': {
    ...read('describeApi', 'Describes the API, as OpenAPI 3.1', 'OpenApi'),
    headers: ['If-Match', 'If-None-Match'],
    codes: ['PRECONDITION_FAILED'],
    successes: {
      200: {
        description: 'This document.',
        headers: ['ETag', 'Cache-Control'],
        content: { 'application/json': 'OpenApi' },
      },
      304: { description: 'It is the one that `If-None-Match` names.', headers: ['ETag', 'Cache-Control'] },
    },
  },
  'GET /api/docs': {
    ...read('showReference', 'Shows this reference as a page', 'Page'),
    headers: ['If-Match', 'If-None-Match'],
    codes: ['PRECONDITION_FAILED'],
    successes: {
      200: { description: 'The page.', headers: ['ETag', 'Cache-Control'], content: { 'text/html': 'Page' } },
      304: { description: 'It is the one that `If-None-Match` names.', headers: ['ETag', 'Cache-Control'] },
    },
  },
  'GET /api/status': read('showStatus', 'Tells what the server is and does', 'Status'),
  'GET /api/health': read('listHealthRoutes', 'Lists the routes about health', 'Index'),
  'GET /api/health/live': read('isLive', 'Tells whether the process answers', 'Live'),
  'GET /api/health/ready': {
    ...read('isReady', 'Tells whether the store takes reads and writes', 'Ready'),
    codes: ['SERVER_STOPPING', 'STORE_POISONED', 'STORE_CLOSED'],
  },
  'POST /api/backups': {
    id: 'makeBackup',
    tag: 'operation',
    summary: 'Makes a backup',
    description:
      'Only for clients on the machine of the server, or with an API key. The server must have been started with a folder for backups. Who asks for lines is told how far it has come, and ends it by going away.',
    successes: {
      201: {
        description: 'The backup is whole and on disk.',
        headers: ['Cache-Control'],
        content: { 'application/json': 'Backup' },
      },
      200: {
        description: 'It is being made: a line now and then, and the last one has the backup or why there is none.',
        headers: ['Cache-Control'],
        content: { 'application/x-ndjson': 'WorkLine' },
      },
    },
    codes: [
      'ADDRESS_NOT_ALLOWED',
      'ORIGIN_NOT_ALLOWED',
      'BACKUPS_NOT_CONFIGURED',
      'BACKUP_RUNNING',
      'CONTENT_TYPE_UNSUPPORTED',
      'STORE_CLOSED',
      'STORE_POISONED',
      'DISK_FULL',
      'DATA_DAMAGED',
      'CANCELLED',
      'IO',
    ],
  },
  'POST /api/checks': {
    id: 'checkStore',
    tag: 'operation',
    summary: 'Reads all of the store, and tells what is wrong with it',
    description:
      'While the store is in use. Only for clients on the machine of the server, or with an API key. Who asks for lines is told how far it has come, and ends it by going away.',
    successes: {
      200: {
        description: 'All was read. As lines: a line now and then, and the last one has what was found.',
        headers: ['Cache-Control'],
        content: { 'application/json': 'Check', 'application/x-ndjson': 'WorkLine' },
      },
    },
    codes: [
      'ADDRESS_NOT_ALLOWED',
      'ORIGIN_NOT_ALLOWED',
      'CHECK_RUNNING',
      'CONTENT_TYPE_UNSUPPORTED',
      'STORE_CLOSED',
      'DATA_DAMAGED',
      'ENGINE_FAILED',
      'CANCELLED',
      'IO',
    ],
  },
};

function read(id: string, summary: string, schema: SchemaName): Operation {
  return {
    id,
    tag: 'operation',
    summary,
    successes: {
      200: { description: 'It is so.', headers: ['Cache-Control'], content: { 'application/json': schema } },
    },
  };
}
