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
      'Only for clients on the machine of the server, which must have been started with a folder for backups.',
    successes: {
      201: {
        description: 'The backup is whole and on disk.',
        headers: ['Cache-Control'],
        content: { 'application/json': 'Backup' },
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
