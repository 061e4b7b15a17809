import { expect, test } from './store-fixture.ts';

test('the palette does by name what can be done, and the sheet tells the keys for it', async ({
  documents,
  page,
  store,
}) => {
  const { keyboard } = page;
  const focused = page.locator(':focus');
  const choices = page.getByRole('option');
  await store.set('quickdoc-1', '{"title":"Thermostat, hallway","description":""}');
  await documents.open(store.url);

  await keyboard.press('Control+k');
  await expect(focused).toHaveRole('combobox');
  await documents.expectNoBarriers();
  await documents.keepScreenshot('palette-light');
  await keyboard.type('dark the');
  await expect(choices).toHaveText(['Theme: dark']);
  await keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');

  await keyboard.press('?');
  await expect(page.getByRole('heading', { name: 'Shortcuts' })).toBeVisible();
  await documents.expectNoBarriers();
  await documents.keepScreenshot('shortcuts-dark');
  await keyboard.press('Escape');
  await expect(page.getByRole('heading', { name: 'Shortcuts' })).toBeHidden();

  await keyboard.press('/');
  await expect(focused).toHaveRole('searchbox');
  await keyboard.type('hall n');
  await expect(documents.filter).toHaveValue('hall n');

  await keyboard.press('Control+k');
  await keyboard.type('add');
  await expect(choices).toHaveText([/^Add a document\s*n$/, /^Add a document under a key/]);
  await keyboard.press('ArrowDown');
  await keyboard.press('Enter');
  await expect(focused).toHaveRole('textbox');
  await expect(documents.keyField).toBeFocused();
});
