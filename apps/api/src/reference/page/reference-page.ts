import { createHash } from 'node:crypto';
import { type OpenApiDocument, type PathItem } from '@bimetal/contract/openapi';
import { escaped } from './escaped.js';
import { operationHtml, slugOf } from './operation-html.js';
import { SCRIPT } from './script.js';
import { STYLE } from './style.js';

/** A page and the headers that it is sent with. */
export interface ReferencePage {
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Browsers would ask for HEAD where they ask for GET, and nobody tries it by hand. */
const METHODS = ['get', 'put', 'post', 'patch', 'delete'] as const;

/** The reference of the API as one page without any other file. Its script and its style are allowed by their hashes, and no other. */
export function referencePage({ info, tags, paths, components }: OpenApiDocument): ReferencePage {
  const operations = Object.entries(paths).flatMap(([path, item]) => operationsOf(path, item));
  const sections = tags.map(({ name, description }) => {
    const own = operations.filter(({ operation }) => operation.tags.includes(name));
    return `<section aria-labelledby="${name}"><h2 id="${name}">${escaped(description)}</h2>${own.map(operationHtml).join('')}</section>`;
  });
  const contents = operations.map(
    ({ method, path }) =>
      `<li><a href="#${slugOf(method, path)}"><b class="${method}">${method}</b> ${escaped(path)}</a></li>`,
  );
  const schemas = Object.entries(components.schemas).map(
    ([name, schema]) =>
      `<details id="schema-${name}"><summary>${name}</summary><pre>${escaped(JSON.stringify(schema, null, 2))}</pre></details>`,
  );
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(info.title)} API</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>${escaped(info.title)} API <small>${escaped(info.version)}</small></h1>
<p>What a request says and what it is answered, and a form to try each: requests go to this server and its data.
For programs there is <a href="/api/openapi.json">the same as OpenAPI 3.1</a>.</p>
<label>API key, if the server asks for one <input id="api-key" type="password" autocomplete="off"></label>
</header>
<nav aria-label="Operations"><ul>${contents.join('')}</ul></nav>
<main>
${sections.join('\n')}
<section aria-labelledby="schemas"><h2 id="schemas">Schemas</h2>${schemas.join('')}</section>
</main>
<script>${SCRIPT}</script>
</body>
</html>
`;
  return { html, headers: pageHeaders() };
}

function operationsOf(path: string, item: PathItem): Parameters<typeof operationHtml>[0][] {
  return METHODS.flatMap((method) => {
    const operation = item[method];
    return operation === undefined
      ? []
      : [{ method, path, operation, parameters: [...item.parameters, ...operation.parameters] }];
  });
}

function pageHeaders(): ReferencePage['headers'] {
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(SCRIPT)}'`,
    `style-src '${hashOf(STYLE)}'`,
    'img-src data:',
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    'content-security-policy': policy.join('; '),
    'cross-origin-opener-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-frame-options': 'DENY',
  };
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
