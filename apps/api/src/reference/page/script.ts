/**
 * What the forms of the reference do: send what they say to this server, and show what is answered, as it comes. Plain JavaScript in
 * a text, since it is sent as it stands here, and its hash is all that the page's policy allows.
 */
export const SCRIPT = String.raw`
'use strict';
const SHOWN_MAX = 65536;
function requestOf(form) {
  const fields = [...form.querySelectorAll('[data-in]')].filter(({ value }) => value !== '');
  const of = (place) => fields.filter(({ dataset }) => dataset.in === place);
  const escapedKey = (key) => encodeURIComponent(key).replaceAll('%2F', '/');
  const path = of('path').reduce((path, { name, value }) => path.replace('{' + name + '}', escapedKey(value)), form.dataset.path);
  const query = of('query').map(({ name, value }) => name + '=' + encodeURIComponent(value).replaceAll('%2C', ','));
  const headers = Object.fromEntries(of('header').map(({ name, value }) => [name, value]));
  const key = document.getElementById('api-key').value;
  if (key !== '') headers.authorization = 'Bearer ' + key;
  const { body, 'content-type': type } = form.elements;
  if (type) headers['content-type'] = type.value;
  return {
    url: path + (query.length > 0 ? '?' + query.join('&') : ''),
    init: { method: form.dataset.method.toUpperCase(), headers, cache: 'no-store', ...(body ? { body: body.value } : {}) },
  };
}
async function send(form) {
  const output = form.querySelector('output');
  const stop = form.querySelector('[data-stop]');
  const end = new AbortController();
  const { url, init } = requestOf(form);
  output.hidden = stop.hidden = false;
  output.textContent = init.method + ' ' + url + '\n\n…';
  stop.onclick = () => end.abort();
  try {
    const answer = await fetch(url, { ...init, signal: end.signal });
    const headers = [...answer.headers].map(([name, value]) => name + ': ' + value).join('\n');
    output.textContent = init.method + ' ' + url + '\n\n' + answer.status + ' ' + answer.statusText + '\n' + headers + '\n\n';
    let shown = 0;
    const reader = answer.body && answer.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let part; reader && !(part = await reader.read()).done; ) {
      output.append(part.value.slice(0, SHOWN_MAX - shown));
      shown += part.value.length;
      if (shown < SHOWN_MAX) continue;
      output.append('\n… more is not shown');
      end.abort();
      break;
    }
  } catch (error) {
    output.append(end.signal.aborted ? '\n(stopped)' : '\n' + error.message);
  } finally {
    stop.hidden = true;
  }
}
document.addEventListener('change', ({ target }) => {
  if (target.name !== 'content-type') return;
  const { body } = target.form.elements;
  const isExample = [...target.options].some(({ dataset }) => dataset.example === body.value);
  if (isExample) body.value = target.selectedOptions[0].dataset.example;
});
document.addEventListener('submit', (event) => {
  event.preventDefault();
  void send(event.target);
});
`;
