import { paths } from '@bimetal/contract';
import type { Page } from '@playwright/test';
import { AxeBuilder } from '@axe-core/playwright';
import { ApiKeys } from './api-keys.ts';
import { expect, test } from './store-fixture.ts';

// What happened stands in what is answered; recording every step of a page this long takes most of the time.
test.use({ trace: 'off' });

/** Sends the form of an operation as it stands, by the keyboard, and gives what is answered. */
async function send(page: Page, operation: string): Promise<string> {
  const form = page.locator(`#${operation} form`);
  await form.locator('button', { hasText: 'Send' }).focus();
  await page.keyboard.press('Enter');
  await expect(form.locator('output')).toContainText(/\n\n\d{3} /);
  await expect(form.locator('[data-stop]')).toBeHidden();
  return (await form.locator('output').textContent()) ?? '';
}

/** Each example, in an order in which the next one finds what it is about, with the status that it is answered. */
const EXAMPLES: readonly (readonly [operation: string, status: number])[] = [
  ['put-api-data-key', 200],
  ['get-api-data-key', 200],
  ['post-api-data-key', 200],
  ['patch-api-data-key', 200],
  ['post-api-batch', 200],
  ['post-api-import', 200],
  ['get-api-data', 200],
  ['get-api-changes', 200],
  ['post-api-data', 201],
  ['delete-api-data', 200],
  ['delete-api-data-key', 200],
  ['get-api', 200],
  ['get-api-status', 200],
  ['get-api-session', 200],
];

test('the reference is a page of this server alone, and its examples run: by anybody, with a key, and in a session', async ({
  documents,
  page,
  store,
}) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.goto(store.url + paths.docs);
  await expect(page).toHaveTitle('Bimetal API');
  // One form of them all: what holds for it holds for those that the same function makes.
  const axe = new AxeBuilder({ page }).include('header').include('nav').include('#patch-api-data-key');
  expect((await axe.analyze()).violations.map(({ id }) => id)).toEqual([]);
  await documents.keepScreenshot('reference-light');
  for (const [operation, status] of EXAMPLES) {
    expect([operation, await send(page, operation)]).toEqual([operation, expect.stringContaining(`\n\n${status} `)]);
  }
  const patch = page.locator('#patch-api-data-key form');
  await patch.getByLabel('Content-Type').selectOption('application/json-patch+json');
  await expect(patch.getByLabel('Body')).toHaveValue(/^\[/);

  // Who has no key may read the reference, and is told of each request that it needs one.
  const keys = await ApiKeys.begin(store);
  await page.reload();
  expect(await send(page, 'put-api-data-key')).toContain('API_KEY_REQUIRED');
  const field = page.getByLabel('API key, if the server asks for one');
  await field.fill(keys.admin.key);
  expect(await send(page, 'put-api-data-key')).toContain('\n\n200 ');
  expect(await send(page, 'post-api-session')).toContain('\n\n201 ');
  await field.clear();
  expect(await send(page, 'put-api-data-key')).toContain('\n\n200 ');
  expect(await send(page, 'delete-api-session')).toContain('\n\n204 ');
  expect(await send(page, 'get-api-data-key')).toContain('API_KEY_REQUIRED');
  expect(asked.filter((url) => !url.startsWith(`${store.url}/`) && !url.startsWith('data:'))).toEqual([]);
});
