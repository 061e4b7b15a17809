/** What stands in for the page when it was not built. */
export function pageMissing(folder: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Bimetal</title><meta name="viewport" content="width=device-width"></head>
<body style="font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 4rem auto; padding: 0 1rem">
<h1>The page is not built</h1>
<p>The server runs and its API answers at <a href="/api/data">/api/data</a>, but there is no page in
<code>${escapeHtml(folder)}</code>.</p>
<p><code>npm start</code> builds the page and starts the server. To build the page alone:
<code>npx nx build @bimetal/ui</code>. To use another folder, start the server with <code>--uipath</code>.</p>
</body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
