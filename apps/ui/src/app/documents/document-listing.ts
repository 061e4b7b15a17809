import { JsonScanner } from './json-scanner';

/** One document as the list has it: its key and its value's text, as stored. */
export interface ListedDocument {
  readonly key: string;
  readonly text: string;
}

/** Takes the answer of `GET /api/data` apart without parsing the values. Throws `JsonBroken` when it ends early. */
export function readListing(answer: string): ListedDocument[] {
  const scanner = new JsonScanner(answer);
  const documents: ListedDocument[] = [];
  scanner.expect('[');
  while (scanner.peek() !== ']') {
    if (documents.length > 0) scanner.expect(',');
    const members = new Map(scanner.members());
    documents.push({ key: JSON.parse(members.get('key') ?? '""') as string, text: members.get('value') ?? 'null' });
  }
  scanner.expect(']');
  return documents;
}
