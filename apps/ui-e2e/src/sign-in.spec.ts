import { ApiKeys } from './api-keys.ts';
import { type DocumentsPage, expect, test } from './store-fixture.ts';

const text = (title: string): string => JSON.stringify({ title, description: '' });

/** Signs in with a key, by the keyboard alone: the field has the focus. */
async function signIn({ page }: DocumentsPage, key: string): Promise<void> {
  await expect(page.getByLabel('API key')).toBeFocused();
  await page.keyboard.insertText(key);
  await page.keyboard.press('Enter');
}

test('a session is begun with a key, ends with it while the page is open, and nothing that was typed is lost', async ({
  documents,
  page,
  store,
}) => {
  await store.set('quickdoc-1', text('one'));
  const keys = await ApiKeys.begin(store);
  const editor = await keys.make({ name: 'editors', scopes: ['read', 'write'] });
  await page.goto(store.url);
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await expect(documents.add).toBeHidden();
  await documents.expectNoBarriers();
  await documents.keepScreenshot('sign-in-light');
  await signIn(documents, `${editor.key.slice(0, -1)}${editor.key.endsWith('0') ? '1' : '0'}`);
  await expect(page.getByRole('alert')).toContainText('API_KEY_UNKNOWN');
  await page.getByLabel('API key').fill(editor.key);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'editors' }).click();
  await expect(page.getByText('Signed in with editors.')).toBeVisible();
  await documents.expectNoBarriers();
  await documents.keepScreenshot('account-light');

  // The cookie is there after a reload, and no script can read it.
  await page.reload();
  const card = documents.card('quickdoc-1');
  await card.getByLabel('Title').fill('typed while it was valid');
  expect(await page.evaluate(() => document.cookie)).toBe('');
  await keys.revoke(editor);
  await card.getByRole('button', { name: 'Set' }).click();
  await expect(card).toBeHidden();
  await signIn(documents, keys.admin.key);
  await expect(card.getByLabel('Title')).toHaveValue('typed while it was valid');
  await card.getByRole('button', { name: 'Set' }).click();
  await expect(card).toContainText('Saved as revision');

  await page.getByRole('button', { name: 'root' }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByLabel('API key')).toBeFocused();
  await expect(page.locator('app-document-card')).toHaveCount(0);
  await page.reload();
  await expect(page.getByLabel('API key')).toBeFocused();
});

test('a key shows what it is for and lets nothing else be done', async ({ documents, page, store }) => {
  for (const key of ['users/alice', 'orders/first', 'other']) await store.set(key, text(key));
  const keys = await ApiKeys.begin(store);
  const reader = await keys.make({ name: 'reports', scopes: ['read'], prefixes: ['users/', 'orders/'] });
  const writer = await keys.make({ name: 'clerks', scopes: ['read', 'write'], prefixes: ['users/'] });
  await page.goto(store.url);
  await signIn(documents, reader.key);
  await expect(page.getByRole('note')).toContainText('It may only read: nothing can be set or deleted.');
  await expect(documents.card('users/alice')).toBeVisible();
  await expect(documents.cards).toHaveCount(1);
  for (const name of ['Delete', 'Set']) {
    await expect(documents.card('users/alice').getByRole('button', { name })).toBeDisabled();
  }
  await expect(documents.addKey).toBeDisabled();
  await page.getByRole('button', { name: 'reports' }).click();
  await page.getByLabel('Documents under').selectOption('orders/');
  await expect(documents.card('orders/first')).toBeVisible();
  await expect(documents.cards).toHaveCount(1);
  await documents.expectNoBarriers();
  await documents.keepScreenshot('read-only-light');

  await page.getByRole('button', { name: 'Sign out' }).click();
  await signIn(documents, writer.key);
  await page.getByRole('button', { name: 'clerks' }).click();
  await expect(page.getByText('It is for documents under users/ alone.')).toBeVisible();
  await page.keyboard.press('Escape');
  expect(await documents.setNew('By a clerk', '')).toMatch(/^users\/quickdoc-/);
  const other = await documents.addUnderRefused('other');
  await expect(other).toContainText('API_KEY_PREFIX');
});
