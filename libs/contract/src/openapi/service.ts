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
  'GET /api/status/history': {
    ...read('showStatusHistory', 'Tells what the server did in the last hour', 'StatusHistory'),
    description: 'A sample every few seconds, for all event loops together. The history begins with the process.',
    query: ['history.since'],
    codes: ['PARAMETER_INVALID'],
  },
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
      'Without an API key only for clients on the machine of the server, which must have been started with a folder for backups. Who accepts `application/x-ndjson` gets lines with the progress, and what became of it as the last of them.',
    successes: {
      200: {
        description: 'Lines with the progress were asked for: the last one says how it ended.',
        headers: ['Cache-Control'],
        content: { 'application/x-ndjson': 'BackupLine' },
      },
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
  'POST /api/check': {
    id: 'checkStore',
    tag: 'operation',
    summary: 'Reads the whole store and compares every checksum',
    description:
      'Without an API key only for clients on the machine of the server. Reads and writes go on meanwhile. It ends when the client goes away, and when the server shuts down.',
    successes: {
      200: {
        description: 'Lines with the progress, then each problem, and last how it ended.',
        headers: ['Cache-Control'],
        content: { 'application/x-ndjson': 'CheckLine' },
      },
    },
    codes: [
      'ADDRESS_NOT_ALLOWED',
      'ORIGIN_NOT_ALLOWED',
      'CHECK_RUNNING',
      'CONTENT_TYPE_UNSUPPORTED',
      'SERVER_STOPPING',
      'STORE_CLOSED',
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
