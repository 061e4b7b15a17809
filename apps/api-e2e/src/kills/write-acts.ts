import { OnceAct, type OnceRequest } from './once-act.ts';

const LINES = 2500;

/** What an import commits at a time: each is whole or not there. */
const LINES_A_BATCH = 1000;
const OPERATIONS = 50;

/** Imports that replace nothing: one that wrote a document a second time would be refused. */
export function importAct(): OnceAct {
  return new OnceAct('import', importOf, (count) => count % LINES_A_BATCH === 0 || count === LINES);
}

export function importOf(number: number): OnceRequest {
  const prefix = `import-${number}/`;
  const lines = Array.from({ length: LINES }, (_, at) => `{"key":"${prefix}n-${at}","value":${at}}\n`);
  const headers = { 'content-type': 'application/x-ndjson', 'idempotency-key': prefix };
  const asked = { method: 'POST', headers, body: lines.join('') };
  return { path: '/api/import?mode=create', asked, prefix, documents: LINES };
}

export function batchAct(): OnceAct {
  return new OnceAct('batch', batchOf, (count) => count === 0 || count === OPERATIONS);
}

function batchOf(number: number): OnceRequest {
  const prefix = `batch-${number}/`;
  const operations = Array.from({ length: OPERATIONS }, (_, at) => ({ put: `${prefix}n-${at}`, value: at }));
  const headers = { 'content-type': 'application/json', 'idempotency-key': prefix };
  const asked = { method: 'POST', headers, body: JSON.stringify({ operations }) };
  return { path: '/api/batch', asked, prefix, documents: OPERATIONS };
}
