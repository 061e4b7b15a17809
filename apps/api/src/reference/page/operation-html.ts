import { type OpenApiOperation, type OpenApiParameter } from '@bimetal/contract/openapi';
import { escaped, prose } from './escaped.js';

/** An operation where it stands in the document. */
interface Placed {
  readonly method: string;
  readonly path: string;
  readonly operation: OpenApiOperation;
  readonly parameters: readonly OpenApiParameter[];
}

/** What the form of an operation has in it at first, so that it can be sent as it is. */
const EXAMPLES: Readonly<Record<string, string>> = { key: 'users/alice', limit: '10', wait: '0' };

/** The text of a value that is to be set. */
const BODY_EXAMPLES: Readonly<Record<string, string>> = {
  'application/json': '{"name":"Alice"}',
  'application/merge-patch+json': '{"city":"Bern"}',
  'application/json-patch+json': '[{"op":"add","path":"/city","value":"Bern"}]',
  'application/x-ndjson': '{"key":"users/bob","value":{"name":"Bob"}}',
};

/** The name of an operation within the page. */
export function slugOf(method: string, path: string): string {
  return `${method}-${path.replace(/[^a-z]+/g, '-').replace(/^-|-$/g, '')}`;
}

/** One operation: what it takes, what it is answered, and a form that sends it. */
export function operationHtml({ method, path, operation, parameters }: Placed): string {
  const slug = slugOf(method, path);
  const { summary, description = '', requestBody, responses } = operation;
  return `<article id="${slug}" aria-labelledby="${slug}-title">
<h3 id="${slug}-title"><b class="${method}">${method}</b> <code>${escaped(path)}</code> <span>${escaped(summary)}</span></h3>
<p>${prose(description)}</p>
<form data-method="${method}" data-path="${escaped(path)}" aria-label="${escaped(summary)}">
${parameters.map((parameter) => parameterHtml(slug, parameter)).join('')}
${requestBody === undefined ? '' : bodyHtml(Object.keys(requestBody.content))}
<p><button>Send</button> <button type="button" data-stop hidden>Stop</button></p>
<output aria-live="polite" hidden></output>
</form>
<details><summary>Answers</summary><table><thead><tr><th scope="col">Status</th><th scope="col">Meaning</th><th scope="col">Body</th></tr></thead><tbody>
${Object.entries(responses).map(responseHtml).join('')}</tbody></table></details>
</article>`;
}

function parameterHtml(
  slug: string,
  { name, in: place, description, required = false, schema }: OpenApiParameter,
): string {
  const id = `${slug}-${name}`;
  const example = EXAMPLES[name] ?? '';
  const pattern = schema['type'] === 'integer' ? ' inputmode="numeric"' : '';
  return `<div><label for="${id}">${escaped(name)} <small>${place}${required ? ', needed' : ''}</small></label>
<input id="${id}" name="${escaped(name)}" data-in="${place}" value="${escaped(example)}"${pattern}${required ? ' required' : ''} aria-describedby="${id}-what" autocomplete="off" spellcheck="false">
<small id="${id}-what">${prose(description)}</small></div>`;
}

function bodyHtml(types: readonly string[]): string {
  const [first = ''] = types;
  const options = types.map((type) => `<option>${escaped(type)}</option>`).join('');
  return `<div><label>Content-Type <select name="content-type">${options}</select></label></div>
<div><label>Body <textarea name="body" rows="4" spellcheck="false">${escaped(BODY_EXAMPLES[first] ?? '')}</textarea></label></div>`;
}

function responseHtml([status, { description, content = {} }]: [
  string,
  OpenApiOperation['responses'][string],
]): string {
  const bodies = Object.entries(content).map(([type, { schema }]) => {
    const name = schema.$ref?.split('/').at(-1);
    return name === undefined ? escaped(type) : `${escaped(type)}: <a href="#schema-${name}">${name}</a>`;
  });
  return `<tr><th scope="row">${status}</th><td>${prose(description)}</td><td>${bodies.join('<br>')}</td></tr>`;
}
