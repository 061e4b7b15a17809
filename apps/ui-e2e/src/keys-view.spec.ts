import { type ApiKeyList, paths } from '@bimetal/contract';
import { type DocumentsPage, expect, test } from './store-fixture.ts';

/** The key that is shown this once. */
async function shownKey({ page }: DocumentsPage): Promise<string> {
  return page.getByLabel('The new API key').inputValue();
}

test('the first key signs in at once; others are made for less, end, and are revoked', async ({
  documents,
  page,
  store,
}) => {
  await store.set('orders/1', '{"title":"one","description":""}');
  await store.set('users/1', '{"title":"two","description":""}');
  await page.goto(`${store.url}/keys`);
  await expect(page.getByRole('heading', { name: 'No keys yet' })).toBeVisible();
  await documents.expectNoBarriers();
  await documents.keepScreenshot('keys-first-light');
  await page.getByRole('button', { name: 'Make the first key and sign in' }).click();
  const root = await shownKey(documents);
  expect(root).toMatch(/^bmt_/);
  await expect(page.getByRole('button', { name: 'root', exact: true })).toBeVisible();
  await expect(page.getByText('this session')).toBeVisible();
  // Nowhere that a script could find it later.
  expect(
    await page.evaluate(() =>
      [location.href, document.cookie, JSON.stringify({ ...localStorage, ...sessionStorage })].join(),
    ),
  ).not.toContain('bmt_');
  expect((await fetch(store.url + paths.documents)).status).toBe(401);
  await page.getByRole('button', { name: 'I have kept it' }).click();

  await page.getByRole('button', { name: 'New key' }).click();
  await page.keyboard.type('reports');
  await page.getByLabel('Only documents whose keys begin with').fill('orders/');
  await page.getByLabel('It lasts').selectOption('7 days');
  await documents.expectNoBarriers();
  await page.getByRole('button', { name: 'Make the key' }).click();
  const reports = await shownKey(documents);
  await documents.expectNoBarriers();
  await documents.keepScreenshot('keys-made-light');
  await page.getByRole('button', { name: 'I have kept it' }).click();
  const row = page.locator('app-key-row', { hasText: 'reports' });
  await expect(row).toContainText('orders/');
  await expect(row).toContainText('Ends in 7 days');

  const asReports = (path: string, method = 'GET'): Promise<Response> =>
    fetch(store.url + path, { method, headers: { authorization: `Bearer ${reports}` } });
  expect((await asReports(paths.document('orders/1'))).status).toBe(200);
  expect((await asReports(paths.document('users/1'))).status).toBe(403);
  expect((await asReports(paths.document('orders/1'), 'DELETE')).status).toBe(403);
  await page.reload();
  await expect(row).toBeVisible();
  expect(await page.content()).not.toContain(reports);
  await page.emulateMedia({ colorScheme: 'dark' });
  await row.getByRole('button', { name: 'Revoke' }).click();
  await documents.expectNoBarriers();
  await documents.keepScreenshot('keys-revoke-dark');
  await page.getByRole('button', { name: 'Revoke reports' }).click();
  await expect(row).toBeHidden();
  expect((await asReports(paths.document('orders/1'))).status).toBe(401);

  // The last one for administration stays.
  await page.getByRole('button', { name: 'Revoke' }).click();
  await expect(page.getByText('You are signed in with this key')).toBeVisible();
  await page.getByRole('button', { name: 'Revoke root' }).click();
  await expect(page.getByRole('alert')).toContainText('API_KEY_ADMIN_NEEDED');
  const headers = { authorization: `Bearer ${root}` };
  const { keys } = (await (await fetch(store.url + paths.apiKeys, { headers })).json()) as ApiKeyList;
  expect(keys.map(({ name }) => name)).toEqual(['root']);
});

test.describe('in German, on a phone', () => {
  test.use({ locale: 'de-AT', viewport: { width: 360, height: 780 }, colorScheme: 'dark' });

  test('keys are made', async ({ documents, page, store }) => {
    await page.goto(`${store.url}/keys`);
    await documents.keepScreenshot('keys-first-phone-dark');
    await page.getByRole('button', { name: 'Ersten Schlüssel anlegen und anmelden' }).click();
    await expect(page.getByRole('heading', { name: 'Der Schlüssel root ist angelegt' })).toBeVisible();
    await page.getByRole('button', { name: 'Ich habe ihn aufgehoben' }).click();
    await page.getByRole('button', { name: 'Neuer Schlüssel' }).click();
    await documents.keepScreenshot('keys-new-phone-dark');
    await page.getByRole('button', { name: 'Abbrechen' }).click();
    await page.getByRole('button', { name: 'Widerrufen' }).click();
    await expect(page.getByText('Mit diesem Schlüssel sind Sie angemeldet')).toBeVisible();
    await page.getByRole('button', { name: 'Behalten' }).click();
    await page.getByRole('button', { name: 'root', exact: true }).click();
    await expect(page.getByText('Angemeldet mit root.')).toBeVisible();
    await documents.keepScreenshot('account-phone-dark');
    await documents.expectNoBarriers();
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  });
});
