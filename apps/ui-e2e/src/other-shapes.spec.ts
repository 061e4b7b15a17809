import { expect, test } from './store-fixture.ts';

const SHAPES = {
  'number00-1': '18446744073709551616.000',
  'string00-1': '"just words, \\u00e9"',
  'array000-1': '[1,[2,[3]],{}]',
  'partial0-1': '{"title":"no description"}',
  'more0000-1': '{"title":"a","description":"b","count":9007199254740993}',
  'twice000-1': '{"title":"a","title":"b"}',
  'a/b%?#"\\-0': 'null',
};

test('documents of any shape are shown as JSON, with their numbers as stored', async ({ documents, store }) => {
  for (const [key, text] of Object.entries(SHAPES)) await store.set(key, text);
  await documents.open(store.url);
  await expect(documents.cards).toHaveCount(Object.keys(SHAPES).length);
  await expect(documents.card('number00-1').locator('pre')).toHaveText('18446744073709551616.000');
  await expect(documents.card('string00-1').locator('pre')).toHaveText('"just words, \\u00e9"');
  await expect(documents.card('more0000-1').locator('pre')).toContainText('"count": 9007199254740993');
  await expect(documents.card('twice000-1').locator('pre')).toContainText('"title": "b"');
  await expect(documents.card('a/b%?#"\\-0').locator('pre')).toHaveText('null');
  await documents.keepScreenshot('other-shapes-light');
});

test('an edit of JSON begins with the exact text and is stored exactly as typed', async ({ documents, store }) => {
  const text = '{ "count":9007199254740993,"tags" : [ ] }';
  await store.set('readings-1', text);
  await documents.open(store.url);
  const card = documents.card('readings-1');
  await card.getByRole('button', { name: 'Edit JSON' }).click();
  const editor = card.getByRole('textbox', { name: 'JSON' });
  await expect(editor).toBeFocused();
  await expect(editor).toHaveValue(text);
  await editor.fill(text.replace('993', '995'));
  await card.getByRole('button', { name: 'Set' }).click();
  await expect(card).toContainText('Saved as revision 2');
  expect(await store.get('readings-1')).toBe('{ "count":9007199254740995,"tags" : [ ] }');
});

test('line ends that fields cannot hold stay as they are', async ({ documents, store }) => {
  await store.set('quickdoc-1', JSON.stringify({ title: 'one\r\ntwo', description: 'three\r\nfour\rfive' }));
  await store.set('readings-1', '[\r\n  1,\r\n  2\r\n]');
  await documents.open(store.url);
  const card = documents.card('quickdoc-1');
  await card.getByLabel('Description').press('Control+End');
  await documents.page.keyboard.type(' six');
  await card.getByRole('button', { name: 'Set' }).click();
  await expect(card).toContainText('Saved as revision 3');
  expect(JSON.parse((await store.get('quickdoc-1')) ?? '')).toEqual({
    title: 'one\r\ntwo',
    description: 'three\r\nfour\rfive six',
  });
  await card.getByLabel('Title').press('End');
  await documents.page.keyboard.type('!');
  await card.getByRole('button', { name: 'Set' }).click();
  await expect(card).toContainText('Saved as revision 4');
  expect(await store.get('quickdoc-1')).toContain('"one\\r\\ntwo!"');

  const readings = documents.card('readings-1');
  await readings.getByRole('button', { name: 'Edit JSON' }).click();
  await readings.getByRole('textbox', { name: 'JSON' }).press('Control+End');
  await documents.page.keyboard.press('Enter');
  await readings.getByRole('button', { name: 'Set' }).click();
  await expect(readings).toContainText('Saved as revision 5');
  expect(await store.get('readings-1')).toBe('[\r\n  1,\r\n  2\r\n]\r\n');
});

test('keys with any printable character can be set and deleted', async ({ documents, store }) => {
  const key = 'a/b%?#"\\-0';
  await store.set(key, '{"title":"odd","description":""}');
  await documents.open(store.url);
  await documents.card(key).getByLabel('Title').fill('odder');
  await documents.card(key).getByRole('button', { name: 'Set' }).click();
  await expect(documents.card(key)).toContainText('Saved as revision 2');
  await documents.card(key).getByRole('button', { name: 'Delete' }).click();
  await expect(documents.page.getByRole('button', { name: 'Undo' })).toBeVisible();
  expect(await store.get(key)).toBeUndefined();
});
