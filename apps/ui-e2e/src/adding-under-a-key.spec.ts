import { expect, test } from './store-fixture.ts';

test('one press opens the field for a key, Enter adds, with or without a text, and the next letters are the title', async ({
  documents,
  page,
  store,
}) => {
  await documents.open(store.url);
  await documents.addKey.click();
  await page.keyboard.type('users/alice@example.com');
  await page.keyboard.press('Enter');
  await expect(documents.card('users/alice@example.com').getByLabel('Title')).toBeFocused();
  await page.keyboard.type('Alice');
  await page.keyboard.press('Enter');
  await expect(documents.card('users/alice@example.com')).toContainText('Saved as revision 1');
  expect(await store.get('users/alice@example.com')).toBe('{"title":"Alice","description":""}');

  // An empty field takes the key that it shows.
  await documents.addKey.click();
  const drawn = await documents.keyField.getAttribute('placeholder');
  expect(drawn).toMatch(/^quickdoc-(0|[1-9][0-9]*)$/);
  await page.keyboard.press('Enter');
  await expect(documents.card(drawn ?? '').getByLabel('Title')).toBeFocused();
});

test('what is no key says why while it is typed, and adds nothing', async ({ documents, page, store }) => {
  await documents.open(store.url);
  await documents.addKey.click();
  await page.keyboard.type('users//alice');
  await expect(documents.keyField).toHaveAccessibleDescription(/between the `\/` of a key are not empty.*at byte 6/);
  await page.keyboard.press('Enter');
  await expect(documents.keyField).toBeFocused();
  await expect(documents.cards).toHaveCount(0);
  await documents.keepScreenshot('key-refused-light');
  await documents.keyField.fill('users/alice');
  await expect(documents.keyField).toHaveAccessibleDescription(/^Such as hello/);
  await page.keyboard.press('Enter');
  await expect(documents.card('users/alice')).toBeVisible();
});

test('a key that is on the page is led to, and not added twice', async ({ documents, page, store }) => {
  await store.set('users/alice', '{"title":"Alice","description":""}');
  await documents.open(store.url);
  const card = await documents.addUnder('users/alice');
  await expect(card.getByRole('heading')).toBeFocused();
  await expect(documents.cards).toHaveCount(1);
  await expect(card.getByLabel('Title')).toHaveValue('Alice');

  await documents.filter.fill('no such thing');
  await expect(documents.cards).toHaveCount(0);
  await documents.addUnder('users/alice');
  await expect(card.getByRole('heading')).toBeFocused();

  await card.getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByRole('button', { name: 'Undo' })).toBeFocused();
  await documents.addKey.click();
  await documents.keyField.fill('users/alice');
  await page.keyboard.press('Enter');
  await expect(page.locator('app-deleted-card').getByRole('heading')).toBeFocused();
  await expect(documents.cards).toHaveCount(0);
});

test('a key that another window set meanwhile opens with what is there', async ({ documents, store }) => {
  await documents.open(store.url);
  await store.set('users/alice', '{"title":"theirs","description":""}');
  const card = await documents.addUnder('users/alice');
  await expect(card.getByLabel('Title')).toHaveValue('theirs');
  await expect(card.getByRole('heading')).toBeFocused();
});

test('a new document overwrites nothing that another window set after the look', async ({ documents, store }) => {
  await documents.open(store.url);
  const card = await documents.addUnder('users/alice');
  await card.getByLabel('Title').fill('mine');
  await store.set('users/alice', '{"title":"theirs","description":""}');
  await card.getByRole('button', { name: 'Set' }).click();
  await expect(card).toContainText('Changed in the store');
  await expect(card.getByLabel('Title')).toHaveValue('mine');
  expect(await store.get('users/alice')).toContain('theirs');
  await card.getByRole('button', { name: 'Set' }).click();
  await expect(card).toContainText('Saved as revision 2');
  expect(await store.get('users/alice')).toContain('mine');
});

test('nothing is added while the server cannot say whether the key is taken', async ({ documents, page, store }) => {
  await documents.open(store.url);
  await store.stop();
  await documents.addKey.click();
  await documents.keyField.fill('users/alice');
  await page.keyboard.press('Enter');
  await expect(page.locator('app-key-card').getByRole('alert')).toContainText('The server cannot be reached');
  await store.startAgain();
  await page.keyboard.press('Enter');
  await expect(documents.card('users/alice').getByLabel('Title')).toBeFocused();
});

test('Escape gives up, and the focus is where it was', async ({ documents, page, store }) => {
  await documents.open(store.url);
  await documents.addKey.click();
  await page.keyboard.type('users/al');
  await page.keyboard.press('Escape');
  await expect(documents.keyField).toBeHidden();
  await expect(documents.addKey).toBeFocused();
  await expect(page.getByText('Nothing stored yet')).toBeVisible();
});
