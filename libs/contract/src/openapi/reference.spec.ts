import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type ProblemCode } from '../error-code.js';
import { errorStatus } from '../error-status.js';
import { type HttpMethod, type Route, routes } from '../routes.js';
import { CODES_OF_ACCESS } from './access.js';
import { operations } from './document.js';
import { CODES_OF_ALL, type Content, type Operation } from './operation.js';
import { queryParameter, requestHeaders, responseHeaders } from './parameters.js';

const FILE = fileURLToPath(new URL('../../../../docs/http.md', import.meta.url));
const HEADING = '\n## Routes\n';

describe('docs/http.md', () => {
  const text = readFileSync(FILE, 'utf8');
  const begin = text.indexOf(HEADING);
  const [before, behind] = [text.slice(0, begin), text.slice(begin)];

  it('lists each route with all that it takes and answers: run this with UPDATE_EXPECT=1 to write the list anew', () => {
    const list = `${HEADING}\n${introduction}\n${routes.flatMap(sectionsOf).join('\n')}`;
    if (process.env['UPDATE_EXPECT'] === '1') writeFileSync(FILE, before + list);
    else expect(behind).toBe(list);
  });

  it.each(Object.keys({ ...requestHeaders, ...responseHeaders }))('says what the header %s means', (header) => {
    expect(before.toLowerCase()).toContain(header.toLowerCase());
  });

  it.each(parameterNames())('says what the parameter %s means', (name) => {
    expect(before).toMatch(new RegExp(`\`${name}\\b|[?&]${name}=`));
  });
});

const introduction = `All routes as the contract has them, by which the server reads requests; a test holds this list to it. What follows holds for each of them, and is not said again:

- Any request may have the header ${quoted(['traceparent'])}, and every answer has ${quoted(['X-Trace-Id'])}.
- \`HEAD\`, wherever there is a \`GET\`, is answered its status and its headers.
- A problem is \`application/problem+json\`, with ${quoted(['Cache-Control'])} and, where it is worth to ask again, ${quoted(['Retry-After'])}.
- Any request may be answered ${problemsOf(CODES_OF_ALL)}.
- A server with API keys may answer ${problemsOf(CODES_OF_ACCESS)}, but for routes that need no key.
- Another method is answered ${problemsOf(['METHOD_NOT_ALLOWED'])}, with \`Allow\`; \`OPTIONS\` 204 with \`Allow\`; a path that is none of these ${problemsOf(['ROUTE_NOT_FOUND'])}.
`;

/** What a key must be for, in words. */
const NEEDS = {
  open: 'It needs no API key.',
  optional: 'It needs no API key, and tells more to one.',
  any: 'Any API key will do.',
} as const;

function sectionsOf({ path, methods, needs }: Route): string[] {
  return Object.keys(methods)
    .filter((method) => method !== 'HEAD')
    .map((method) => {
      const operation = operations[`${method} ${path}`] as Operation;
      const need = needs[method as HttpMethod] ?? 'any';
      const scope = need in NEEDS ? NEEDS[need as keyof typeof NEEDS] : `An API key needs the scope ${need}.`;
      const shown = path.replace('*', '{key}').replace(':id', '{id}');
      return `### \`${method} ${shown}\`\n\n${operation.summary}. ${scope}\n\n${linesOf(operation).join('\n')}\n`;
    });
}

function linesOf({ query = [], required = [], headers = [], body, successes, codes = [] }: Operation): string[] {
  const named = query.map((key) => `\`${queryParameter(key).name}\`${required.includes(key) ? ' (needed)' : ''}`);
  return [
    ...(named.length > 0 ? [`- Parameters: ${named.join(', ')}`] : []),
    ...(headers.length > 0 ? [`- Headers: ${quoted(headers)}`] : []),
    ...(body === undefined ? [] : [`- Body: ${typesOf(body)}`]),
    ...Object.entries(successes).map(([status, { description, headers: names = [], content }]) => {
      const parts = [
        ...(content === undefined ? [] : [typesOf(content)]),
        ...(names.length > 0 ? [quoted(names)] : []),
      ];
      return `- ${status}: ${description}${parts.length === 0 ? '' : ` ${parts.join('; ')}`}`;
    }),
    ...(codes.length > 0 ? [`- ${problemsOf(codes)}`] : []),
  ];
}

/** `400 A, B; 404 C`, by status. */
function problemsOf(codes: readonly ProblemCode[]): string {
  const byStatus = Object.entries(Object.groupBy(new Set(codes), (code) => errorStatus[code].status));
  return byStatus.map(([status, some = []]) => `${status} ${quoted(some)}`).join('; ');
}

function typesOf(content: Content): string {
  return quoted(Object.keys(content));
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}

function parameterNames(): string[] {
  const keys = Object.values(operations).flatMap(({ query = [] }) => query);
  return [...new Set(keys.map((key) => queryParameter(key).name))];
}
