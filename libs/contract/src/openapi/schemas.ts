import * as z from 'zod/mini';
import { apiKeyListSchema, apiKeySchema, madeApiKeySchema, newApiKeySchema } from '../api-key.js';
import { backupSchema } from '../backup.js';
import { changeListSchema } from '../change.js';
import {
  batchResultSchema,
  commonPrefixSchema,
  creationSchema,
  documentPageSchema,
  importResultSchema,
  listedDocumentSchema,
  patchResultSchema,
  rangeRemovalSchema,
  writeResultSchema,
} from '../document.js';
import { liveSchema, readySchema } from '../health.js';
import { indexSchema } from '../index-of-routes.js';
import { backupLineSchema, checkLineSchema } from '../operation-line.js';
import { problemSchema } from '../problem.js';
import { sessionSchema } from '../session.js';
import { statusSchema } from '../status.js';
import { statusHistorySchema } from '../status-history.js';

/** A JSON Schema of the dialect 2020-12, which is that of OpenAPI 3.1. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** What clients send and are sent, made from the schemas that API and page check by. */
const checked = {
  ApiKey: apiKeySchema,
  ApiKeyList: apiKeyListSchema,
  MadeApiKey: madeApiKeySchema,
  NewApiKey: newApiKeySchema,
  Session: sessionSchema,
  Backup: backupSchema,
  BackupLine: backupLineSchema,
  CheckLine: checkLineSchema,
  BatchResult: batchResultSchema,
  ChangeList: changeListSchema,
  Creation: creationSchema,
  ImportResult: importResultSchema,
  RangeRemoval: rangeRemovalSchema,
  DocumentPage: documentPageSchema,
  Index: indexSchema,
  Live: liveSchema,
  PatchResult: patchResultSchema,
  Problem: problemSchema,
  Ready: readySchema,
  Status: statusSchema,
  StatusHistory: statusHistorySchema,
  WriteResult: writeResultSchema,
  DocumentList: z.array(z.union([listedDocumentSchema, commonPrefixSchema])),
};

/** A JSON Pointer (RFC 6901). */
export const POINTER = '^(/([^~/]|~[01])*)*$';

/** What is no JSON, or any JSON, and so has nothing to be checked by. */
const told = {
  Document: { description: 'Any JSON text (RFC 8259), stored and given back byte for byte.' },
  MergePatch: { description: 'What is set of the document; what is `null` is taken out of it (RFC 7396).' },
  JsonPatch: {
    description: 'The operations of a JSON Patch (RFC 6902), all or nothing.',
    type: 'array',
    maxItems: 1000,
    items: {
      type: 'object',
      required: ['op', 'path'],
      properties: {
        op: { enum: ['add', 'remove', 'replace', 'move', 'copy', 'test'] },
        path: { type: 'string', pattern: POINTER },
        from: { type: 'string', pattern: POINTER },
        value: {},
      },
      allOf: [needs(['add', 'replace', 'test'], 'value'), needs(['move', 'copy'], 'from')],
    },
  },
  Batch: {
    description: 'Writes of different keys: all of them are done under one revision, or none.',
    type: 'object',
    required: ['operations'],
    properties: { operations: { type: 'array', minItems: 1, maxItems: 10_000, items: { type: 'object' } } },
    additionalProperties: false,
  },
  Entries: {
    description: 'Documents to take in, as a list has them.',
    type: 'array',
    items: { type: 'object', required: ['key', 'value'] },
  },
  List: {
    description: 'The documents, or with `envelope=true` an object around them.',
    anyOf: [reference('DocumentList'), reference('DocumentPage')],
  },
  Lines: { type: 'string', description: 'A JSON text a line, each with a line end behind it.' },
  Events: { type: 'string', description: 'Server-sent events, as the HTML standard writes them.' },
  Page: { type: 'string', description: 'A page of HTML.' },
  OpenApi: { type: 'object', description: 'This document.', required: ['openapi', 'info', 'paths'] },
} satisfies Record<string, JsonSchema>;

export type SchemaName = keyof typeof checked | keyof typeof told;

/** Where a schema stands in the document. */
export function reference(name: string): JsonSchema {
  return { $ref: `#/components/schemas/${name}` };
}

/** All schemas, by their names. */
export function componentSchemas(): Readonly<Record<string, JsonSchema>> {
  const made = Object.entries(checked).map(([name, schema]) => [name, jsonSchemaOf(schema)] as const);
  return Object.fromEntries([...made, ...Object.entries(told)]);
}

function jsonSchemaOf(schema: z.core.$ZodType): JsonSchema {
  const { $schema: _, ...made } = z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'output' });
  return made;
}

/** Some operations of a patch have a member that others do not need. */
function needs(op: readonly string[], member: string): JsonSchema {
  return { if: { properties: { op: { enum: op } } }, then: { required: [member] } };
}
