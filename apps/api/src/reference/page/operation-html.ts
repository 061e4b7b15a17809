import { type OpenApiOperation, type OpenApiParameter } from '@bimetal/contract/openapi';
import { escaped, prose } from './escaped.js';
import { bodyExample, parameterExample } from './examples.js';

/** An operation where it stands in the document. */
interface Placed {
  readonly method: string;
  readonly path: string;
  readonly operation: OpenApiOperation;
  readonly parameters: readonly OpenApiParameter[];
}

/** The name of an operation within the page. */
export function slugOf(method: string, path: string): string {
  return `${method}-${path.replace(/[^a-z]+/g, '-').replace(/^-|-$/g, '')}`;
}

/** One operation: what it takes, what it is answered, and a form that sends it. */
export function operationHtml({ method, path, operation, parameters }: Placed): string {
  const slug = slugOf(method, path);
  const { operationId, summary, description = '', requestBody, responses } = operation;
  return `<article id="${slug}" aria-labelledby="${slug}-title">
<h3 id="${slug}-title"><b class="${method}">${method}</b> <code>${escaped(path)}</code> <span>${escaped(summary)}</span></h3>
<p>${prose(description)}</p>
<form data-method="${method}" data-path="${escaped(path)}" aria-label="${escaped(summary)}">
${parameters.map((parameter) => parameterHtml(slug, operationId, parameter)).join('')}
${requestBody === undefined ? '' : bodyHtml(operationId, Object.keys(requestBody.content))}
<p><button>Send</button> <button type="button" data-stop hidden>Stop</button></p>
<output aria-live="polite" hidden></output>
</form>
<details><summary>Answers</summary><table><thead><tr><th scope="col">Status</th><th scope="col">Meaning</th><th scope="col">Body</th></tr></thead><tbody>
${Object.entries(responses).map(responseHtml).join('')}</tbody></table></details>
</article>`;
}

function parameterHtml(
  slug: string,
  operationId: string,
  { name, in: place, description, required = false, schema }: OpenApiParameter,
): string {
  const id = `${slug}-${name}`;
  const example = parameterExample(operationId, name);
  const pattern = schema['type'] === 'integer' ? ' inputmode="numeric"' : '';
  return `<div><label for="${id}">${escaped(name)} <small>${place}${required ? ', needed' : ''}</small></label>
<input id="${id}" name="${escaped(name)}" data-in="${place}" value="${escaped(example)}"${pattern}${required ? ' required' : ''} aria-describedby="${id}-what" autocomplete="off" spellcheck="false">
<small id="${id}-what">${prose(description)}</small></div>`;
}

/** Another media type brings its own example, unless somebody has written into the field. */
function bodyHtml(operationId: string, types: readonly string[]): string {
  const options = types.map((type) => {
    return `<option data-example="${escaped(bodyExample(operationId, type))}">${escaped(type)}</option>`;
  });
  const first = escaped(bodyExample(operationId, types[0] ?? ''));
  return `<div><label>Content-Type <select name="content-type">${options.join('')}</select></label></div>
<div><label>Body <textarea name="body" rows="4" spellcheck="false">${first}</textarea></label></div>`;
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
