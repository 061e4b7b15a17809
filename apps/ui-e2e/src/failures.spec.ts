import { paths } from '@bimetal/contract';
import type { Locator } from '@playwright/test';
import { expect, type StoreServer, test } from './store-fixture.ts';

/** The page asks for the list by itself, too, every few seconds: answered, it would take the button away before the press. */
async function answerListOnlyAfter(button: Locator, store: StoreServer): Promise<void> {
  const page = button.page();
  await button.evaluate((element) =>
    element.addEventListener('click', () => (document.body.dataset['pressed'] = 'true'), { capture: true }),
  );
  let isPressed = false;
  await page.route(store.url + paths.documents, async (route) => {
    isPressed ||= await page.evaluate(() => document.body.dataset['pressed'] === 'true');
    await (isPressed ? route.continue() : route.abort('connectionrefused'));
  });
}

test('a refused Set tells code, place and trace id, and keeps the edit', async ({ documents, store }) => {
  await store.set('readings-1', '{"celsius":[19.5]}');
  await documents.open(store.url);
  const card = documents.card('readings-1');
  await card.getByRole('button', { name: 'Edit JSON' }).click();
  await card.getByRole('textbox', { name: 'JSON' }).fill('{"celsius":\n  [19.5,, 20]}');
  await card.getByRole('button', { name: 'Set' }).click();
  await expect(card).toContainText('VALUE_NOT_JSON');
  await expect(card).toContainText('Look at line 2, column');
  await expect(card).toContainText(/Trace [0-9a-f]{32}/);
  await expect(card.getByRole('textbox', { name: 'JSON' })).toHaveValue('{"celsius":\n  [19.5,, 20]}');
  await documents.keepScreenshot('refused-light');
  expect(await store.get('readings-1')).toBe('{"celsius":[19.5]}');

  await card.getByRole('textbox', { name: 'JSON' }).fill('{"celsius":[19.5, 20]}');
  await card.getByRole('button', { name: 'Set' }).click();
  await expect(card).toContainText('Saved as revision 2');
  await expect(card).not.toContainText('VALUE_NOT_JSON');
});

test('while the server is down edits are kept, and after its restart all is there', async ({ documents, store }) => {
  await documents.open(store.url);
  const key = await documents.setNew('Before the restart', '');
  await store.stop();

  const card = documents.card(key);
  await card.getByLabel('Title').fill('Typed while it was down');
  await card.getByRole('button', { name: 'Set' }).click();
  await expect(card).toContainText('The server cannot be reached');
  await documents.refresh.click();
  await expect(documents.page.getByRole('alert')).toContainText('The server cannot be reached');
  await documents.keepScreenshot('server-down-light');
  await expect(card.getByLabel('Title')).toHaveValue('Typed while it was down');

  const tryAgain = documents.page.getByRole('button', { name: 'Try again' });
  await answerListOnlyAfter(tryAgain, store);
  await store.startAgain();
  expect(await store.get(key)).toContain('Before the restart');
  await tryAgain.click();
  await expect(documents.page.getByRole('alert')).toBeHidden();
  await expect(card.getByLabel('Title')).toHaveValue('Typed while it was down');
  await card.getByRole('button', { name: 'Set' }).click();
  await expect(card).toContainText('Saved as revision 2');

  await documents.page.reload();
  await expect(documents.card(key).getByLabel('Title')).toHaveValue('Typed while it was down');
});

test('the list comes back by itself when the server does', async ({ documents, store }) => {
  await store.set('quickdoc-1', '{"title":"one","description":""}');
  await documents.open(store.url);
  await store.stop();
  await documents.refresh.click();
  await expect(documents.page.getByRole('alert')).toContainText('UNREACHABLE');
  await store.startAgain();
  await expect(documents.page.getByRole('alert')).toBeHidden();
  await expect(documents.card('quickdoc-1')).toBeVisible();
});

test('a Delete that fails leaves the document where it is', async ({ documents, store }) => {
  await store.set('quickdoc-1', '{"title":"one","description":""}');
  await documents.open(store.url);
  await store.stop();
  const card = documents.card('quickdoc-1');
  await card.getByRole('button', { name: 'Delete' }).click();
  await expect(card).toContainText('The server cannot be reached');
  await store.startAgain();
  await card.getByRole('button', { name: 'Delete' }).click();
  await expect(documents.page.getByRole('button', { name: 'Undo' })).toBeVisible();
  expect(await store.get('quickdoc-1')).toBeUndefined();
});
