import { JsonScanner } from './json-scanner';

/**
 * The JSON text of an object with these members set to these strings: where they stand already, else at its end. Everything
 * else stays as it is, byte for byte, and so does a member that has its string already. Undefined when the text is no object.
 */
export function withStrings(json: string, strings: Readonly<Record<string, string>>): string | undefined {
  const scanner = new JsonScanner(json);
  if (scanner.peek() !== '{') return undefined;
  const missing = new Map(Object.entries(strings));
  let text = '';
  let at = 0;
  let isEmpty = true;
  for (const member of scanner.members()) {
    isEmpty = false;
    const string = Object.hasOwn(strings, member.name) ? strings[member.name] : undefined;
    if (string === undefined) continue;
    missing.delete(member.name);
    if (stringOf(member.text) === string) continue;
    text += json.slice(at, member.at) + JSON.stringify(string);
    at = member.at + member.text.length;
  }
  const end = scanner.at - 1;
  const added = Array.from(missing, ([name, string]) => `${JSON.stringify(name)}:${JSON.stringify(string)}`);
  const comma = isEmpty || added.length === 0 ? '' : ',';
  return text + json.slice(at, end) + comma + added.join(',') + json.slice(end);
}

/** The string that a JSON text stands for; undefined when it is none. */
export function stringOf(json: string): string | undefined {
  return json.startsWith('"') ? (JSON.parse(json) as string) : undefined;
}
