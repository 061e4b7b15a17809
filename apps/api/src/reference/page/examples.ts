/** What the form of an operation has in it at first, so that it can be sent as it is. */
interface Example {
  /** By the name of the parameter. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** By media type. */
  readonly bodies?: Readonly<Record<string, string>>;
}

const ALICE = { key: 'users/alice' };
const DOCUMENT = { 'application/json': '{"name":"Alice"}' };

/** By the operation's id. What is in none needs nothing, or something that only its reader knows. */
const EXAMPLES: Readonly<Record<string, Example>> = {
  getDocument: { parameters: ALICE },
  putDocument: { parameters: ALICE, bodies: DOCUMENT },
  postDocument: { parameters: ALICE, bodies: DOCUMENT },
  patchDocument: {
    parameters: ALICE,
    bodies: {
      'application/merge-patch+json': '{"city":"Bern"}',
      'application/json-patch+json': '[{"op":"add","path":"/city","value":"Bern"}]',
    },
  },
  removeDocument: { parameters: ALICE },
  listDocuments: { parameters: { prefix: 'users/', limit: '10' } },
  createDocument: { parameters: { prefix: 'orders' }, bodies: { 'application/json': '{"total":12}' } },
  removeRange: { parameters: { prefix: 'users/', count: '2' } },
  commitBatch: {
    bodies: {
      'application/json': '{"operations":[{"put":"users/bob","value":{"name":"Bob"}},{"remove":"users/carol"}]}',
    },
  },
  importDocuments: {
    bodies: {
      'application/json': '[{"key":"users/bob","value":{"name":"Bob"}}]',
      'application/x-ndjson':
        '{"key":"users/bob","value":{"name":"Bob"}}\n{"key":"users/eve","value":{"name":"Eve"}}\n',
    },
  },
  followChanges: { parameters: { since: '0', wait: '0', limit: '10' } },
  createApiKey: { bodies: { 'application/json': '{"name":"reports","scopes":["read"],"prefixes":["users/"]}' } },
};

/** The text that the field of a parameter has at first; '' for none. */
export function parameterExample(operationId: string, name: string): string {
  return EXAMPLES[operationId]?.parameters?.[name] ?? '';
}

/** The text of a body of this media type. */
export function bodyExample(operationId: string, type: string): string {
  return EXAMPLES[operationId]?.bodies?.[type] ?? '';
}

/** The operations that have an example. */
export const exampleIds: readonly string[] = Object.keys(EXAMPLES);
