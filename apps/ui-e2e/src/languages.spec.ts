import { expect, test } from './store-fixture.ts';

test.describe('in a German browser', () => {
  test.use({ locale: 'de-DE' });

  test('the page is German, down to its numbers, until another language is chosen', async ({
    documents,
    page,
    store,
  }) => {
    await store.set('quickdoc-1', '{"title":"Thermostat, Flur","description":""}');
    await page.goto(store.url);
    await expect(page.getByRole('heading', { name: 'Dokumente' })).toBeVisible();
    expect(await page.locator('html').getAttribute('lang')).toBe('de');

    await page.getByLabel('Titel').fill('Thermostat, Diele');
    await page.getByRole('button', { name: 'Speichern' }).click();
    await expect(page.getByText('Gespeichert als Revision 2')).toBeVisible();
    await documents.expectNoBarriers();

    await page.getByRole('button', { name: 'Auf Englisch zeigen' }).click();
    await expect(page.getByRole('heading', { name: 'Documents' })).toBeVisible();
    await page.reload();
    await expect(page.getByRole('heading', { name: 'Documents' })).toBeVisible();
  });
});
