import { expect, test } from './store-fixture.ts';

test('a refresh keeps what is not saved yet', async ({ documents, store }) => {
  await store.set('quickdoc-1', '{"title":"one","description":""}');
  await documents.open(store.url);
  await documents.card('quickdoc-1').getByLabel('Description').fill('half a sentence');
  await documents.add.click();
  await documents.cards.first().getByLabel('Title').fill('new and not set');
  await store.set('quickdoc-2', '{"title":"two","description":""}');
  await documents.refresh.click();
  await expect(documents.card('quickdoc-2').getByLabel('Title')).toHaveValue('two');
  await expect(documents.card('quickdoc-1').getByLabel('Description')).toHaveValue('half a sentence');
  await expect(documents.cards.first().getByLabel('Title')).toHaveValue('new and not set');
  await expect(documents.page.getByText('2 documents · 2 not saved')).toBeVisible();
});

test('a document that changed under an edit says so, and offers both versions', async ({ documents, store }) => {
  await store.set('quickdoc-1', '{"title":"first","description":""}');
  await documents.open(store.url);
  const card = documents.card('quickdoc-1');
  await card.getByLabel('Title').fill('mine');
  await store.set('quickdoc-1', '{"title":"theirs","description":""}');
  await documents.refresh.click();
  await expect(card).toContainText('Changed in the store');
  await expect(card.getByLabel('Title')).toHaveValue('mine');
  await expect(card.locator('.notice pre')).toHaveText([/"theirs"/, /"mine"/]);

  await card.getByRole('button', { name: 'Use the stored version' }).click();
  await expect(card.getByLabel('Title')).toHaveValue('theirs');
  await card.getByRole('button', { name: 'Bring them back' }).click();
  await expect(card.getByLabel('Title')).toHaveValue('mine');
  await card.getByRole('button', { name: 'Set' }).click();
  await expect(card).toContainText('Saved as revision 3');
  expect(await store.get('quickdoc-1')).toContain('mine');
});

test('a document deleted under an edit stays on the page until it is set or deleted', async ({ documents, store }) => {
  await store.set('quickdoc-1', '{"title":"first","description":""}');
  await documents.open(store.url);
  const card = documents.card('quickdoc-1');
  await card.getByLabel('Title').fill('mine');
  await store.remove('quickdoc-1');
  await documents.refresh.click();
  await expect(card).toContainText('Deleted in the store');
  await card.getByRole('button', { name: 'Set' }).click();
  await expect(card).toContainText('Saved as revision');
  expect(await store.get('quickdoc-1')).toContain('mine');
});

test('leaving the page with unsaved edits asks first', async ({ documents, page, store }) => {
  await documents.open(store.url);
  await documents.add.click();
  await documents.cards.first().getByLabel('Title').fill('not saved');
  const asked = page.waitForEvent('dialog');
  const reload = page.reload().catch(() => undefined);
  const dialog = await asked;
  expect(dialog.type()).toBe('beforeunload');
  await dialog.dismiss();
  await expect(documents.cards.first().getByLabel('Title')).toHaveValue('not saved');
  await page.close();
  await reload;
});

test('the filter hides no unsaved edit, and no card while it is typed in', async ({ documents, store }) => {
  for (const title of ['copper', 'steel', 'brass']) {
    await store.set(`quickdoc-${title.length}${title.charCodeAt(0)}`, `{"title":"${title}","description":""}`);
  }
  await documents.open(store.url);
  const brass = documents.cards.filter({ has: documents.page.locator('input') }).nth(0);
  await expect(documents.cards).toHaveCount(3);
  await documents.filter.fill('STEEL');
  await expect(documents.cards).toHaveCount(1);
  await expect(documents.page.getByText('1 of 3 documents')).toBeVisible();
  await brass.getByLabel('Title').fill('renamed');
  await expect(documents.cards).toHaveCount(1);
  await documents.filter.fill('copper');
  await expect(documents.cards).toHaveCount(2);
});
