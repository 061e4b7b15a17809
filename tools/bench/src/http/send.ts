const ANSWER_MS_MAX = 120_000;

/** Sends one request that has to succeed, where nothing is measured, and answers the text of its answer. */
export async function send(method: string, url: string, body?: string): Promise<string> {
  const response = await fetch(url, {
    method,
    ...(body !== undefined && { body, headers: { 'content-type': 'application/json' } }),
    signal: AbortSignal.timeout(ANSWER_MS_MAX),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url} was answered ${response.status}: ${text.slice(0, 200)}`);
  return text;
}
