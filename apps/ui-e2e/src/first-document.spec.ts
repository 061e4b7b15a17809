import { expect, keyOf, test } from './store-fixture.ts';

test('the first visit says what to do, and one press does it', async ({ documents, store }) => {
  await documents.open(store.url);
  await expect(documents.page.getByRole('heading', { name: 'Nothing stored yet' })).toBeVisible();
  await documents.keepScreenshot('empty-light');
  await documents.page.getByRole('button', { name: 'Add the first document' }).click();
  await expect(documents.cards.first().getByLabel('Title')).toBeFocused();
  await expect(documents.page.getByText('Nothing stored yet')).toBeHidden();

  // Letters typed right after Add belong to the title.
  await documents.add.click();
  await documents.page.keyboard.type('At once');
  await expect(documents.cards.first().getByLabel('Title')).toHaveValue('At once');
});

test('a document that was set is announced, and still there after a reload', async ({ documents, store }) => {
  await documents.open(store.url);
  const key = await documents.setNew('Thermostat', 'Bends at 21 °C.\nThe copper side faces the wall.');
  await expect(documents.page.locator('.cdk-live-announcer-element')).toHaveText(`Saved ${key}`);
  expect(key).toMatch(/^quickdoc-(0|[1-9][0-9]*)$/);
  expect(BigInt(key.slice(9))).toBeLessThan(2n ** 64n);
  expect(await store.get(key)).toBe(
    '{"title":"Thermostat","description":"Bends at 21 °C.\\nThe copper side faces the wall."}',
  );
  await documents.page.reload();
  await expect(documents.card(key).getByLabel('Title')).toHaveValue('Thermostat');
  await expect(documents.card(key).getByLabel('Description')).toHaveValue(/copper side/);
  await expect(documents.page.getByText('1 document', { exact: true })).toBeVisible();
});

test('a change is kept', async ({ documents, store }) => {
  await store.set('quickdoc-7', '{"title":"before","description":"d"}');
  await documents.open(store.url);
  const card = documents.card('quickdoc-7');
  await expect(card.getByRole('button', { name: 'Set' })).toHaveAttribute('aria-disabled', 'true');
  await card.getByLabel('Title').fill('after');
  await expect(card).toContainText('Not saved');
  await card.getByRole('button', { name: 'Set' }).click();
  await expect(card).toContainText('Saved as revision 2');
  expect(await store.get('quickdoc-7')).toBe('{"title":"after","description":"d"}');
});

test('no Set without a title', async ({ documents, store }) => {
  await documents.open(store.url);
  await documents.add.click();
  const card = documents.cards.first();
  await card.getByLabel('Description').fill('Words without a title');
  await card.getByRole('button', { name: 'Set' }).click();
  await expect(card.getByRole('alert')).toHaveText('A title is needed before Set.');
  await expect(card.getByLabel('Title')).toBeFocused();
  expect(await store.get(await keyOf(card))).toBeUndefined();
  await documents.page.keyboard.type('Now with one');
  await documents.page.keyboard.press('Enter');
  await expect(card).toContainText('Saved as revision 1');
});

test('Delete takes the document out of the store, and Undo brings exactly it back, or a reload nothing', async ({
  documents,
  store,
}) => {
  const text = '{ "title":"kept \\u00e9xactly",  "description":"" }';
  await store.set('quickdoc-7', text);
  await store.set('quickdoc-9', '{"title":"other","description":""}');
  await documents.open(store.url);
  await documents.card('quickdoc-7').getByRole('button', { name: 'Delete' }).click();
  const undo = documents.page.getByRole('button', { name: 'Undo' });
  await expect(undo).toBeFocused();
  await expect(documents.page.getByText('1 document', { exact: true })).toBeVisible();
  expect(await store.get('quickdoc-7')).toBeUndefined();
  await documents.keepScreenshot('deleted-light');
  await undo.click();
  await expect(documents.card('quickdoc-7').getByLabel('Title')).toHaveValue('kept éxactly');
  expect(await store.get('quickdoc-7')).toBe(text);

  await documents.card('quickdoc-7').getByRole('button', { name: 'Delete' }).click();
  await expect(undo).toBeVisible();
  await documents.page.reload();
  await expect(documents.page.getByText('1 document', { exact: true })).toBeVisible();
  await expect(documents.card('quickdoc-9')).toBeVisible();
  await expect(documents.cards).toHaveCount(1);
  await expect(undo).toHaveCount(0);
});
