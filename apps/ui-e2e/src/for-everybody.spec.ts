import { type DocumentsPage, expect, type StoreServer, test } from './store-fixture.ts';

/** A page that has one of everything: saved, new, edited, refused, deleted, another shape. */
async function showEverything(documents: DocumentsPage, store: StoreServer): Promise<void> {
  await store.set('quickdoc-1', '{"title":"Thermostat, hallway","description":"Bends at 21 °C, the copper outside."}');
  await store.set('quickdoc-2', '{"title":"Ask Marie about the brass sheet","description":"0.4 mm, half hard."}');
  await store.set('quickdoc-3', '{"title":"Bridge meter","description":""}');
  await store.set('quickdoc-4', '{"title":"Old offcuts","description":""}');
  await store.set('readings-1', '{"sensor":"kiln-2","celsius":[19.5,20.25],"count":9007199254740993}');
  await store.set('settings-1', '"plain words"');
  await documents.open(store.url);
  await documents.card('quickdoc-4').getByRole('button', { name: 'Delete' }).click();
  await expect(documents.page.getByRole('button', { name: 'Undo' })).toBeVisible();
  await documents.card('quickdoc-2').getByLabel('Description').fill('0.4 mm, half hard. She has offcuts from spring.');
  const settings = documents.card('settings-1');
  await settings.getByRole('button', { name: 'Edit JSON' }).click();
  await settings.getByRole('textbox', { name: 'JSON' }).fill('"plain words');
  await settings.getByRole('button', { name: 'Set' }).click();
  await expect(settings).toContainText('VALUE_NOT_JSON');
  await documents.add.click();
  await documents.page.keyboard.type('A new one');
  await documents.addKey.click();
  await documents.page.keyboard.type('users//');
  await documents.page.evaluate(() => scrollTo(0, 0));
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme}`, () => {
    test.use({ colorScheme });

    test('axe finds no barrier, and Tab a ring everywhere', async ({ documents, store }) => {
      await documents.open(store.url);
      await documents.expectNoBarriers();
      await documents.keepScreenshot(`empty-${colorScheme}`);
      await showEverything(documents, store);
      await documents.expectNoBarriers();
      await documents.keepScreenshot(`list-${colorScheme}`);
      await documents.expectRings();
      await store.stop();
      await documents.refresh.click();
      await expect(documents.page.getByText('UNREACHABLE')).toBeVisible();
      await documents.expectNoBarriers();
    });
  });
}

test('everything can be done with the keyboard alone', async ({ documents, page, store }) => {
  const { keyboard } = page;
  const focused = page.locator(':focus');
  await documents.open(store.url);

  for (const name of ['Documents', 'Transfer', 'Keys', 'Show in German', /^Theme/, 'Refresh the list', 'Add']) {
    await keyboard.press('Tab');
    await expect(focused).toHaveAccessibleName(name);
  }
  await keyboard.press('Enter');
  await expect(focused).toHaveAccessibleName('Title');
  await keyboard.type('By keyboard');
  await keyboard.press('Tab');
  await expect(focused).toHaveAccessibleName('Description');
  await keyboard.type('No mouse was moved.');
  await keyboard.press('Control+Enter');
  await expect(documents.cards.first()).toContainText('Saved as revision 1');
  await expect(focused).toHaveAccessibleName('Description');

  await keyboard.press('Tab');
  await expect(focused).toHaveAccessibleName('Delete');
  await keyboard.press('Enter');
  await expect(focused).toHaveAccessibleName('Undo');
  await keyboard.press('Enter');
  await expect(focused).toHaveText(/^quickdoc-/);
  await keyboard.press('Tab');
  await expect(focused).toHaveValue('By keyboard');
  await keyboard.type('Changed ');
  for (const name of ['Description', 'Delete', 'Set']) {
    await keyboard.press('Tab');
    await expect(focused).toHaveAccessibleName(name);
  }
  await keyboard.press('Enter');
  await expect(documents.cards.first()).toContainText('Saved as revision 4');
  await expect(focused).toHaveAccessibleName('Set');
});

test('the chosen theme outlives a reload', async ({ documents, page, store }) => {
  const scheme = () => page.evaluate(() => getComputedStyle(document.documentElement).colorScheme);
  await documents.open(store.url);
  await page.getByRole('button', { name: 'Theme: system' }).click();
  expect(await scheme()).toBe('light');
  await page.getByRole('button', { name: 'Theme: light' }).click();
  expect(await scheme()).toBe('dark');
  await page.reload();
  await expect(page.getByRole('button', { name: 'Theme: dark' })).toBeVisible();
  expect(await scheme()).toBe('dark');
});

for (const [width, colorScheme] of [
  [320, 'light'],
  [390, 'dark'],
] as const) {
  test.describe(`on a phone ${width} pixels wide`, () => {
    test.use({ viewport: { width, height: 780 }, colorScheme });

    test('nothing sticks out', async ({ documents, page, store }) => {
      await documents.open(store.url);
      await documents.keepScreenshot(`phone-empty-${colorScheme}`);
      await showEverything(documents, store);
      const overhang = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(overhang).toBeLessThanOrEqual(0);
      await documents.expectNoBarriers();
      await documents.keepScreenshot(`phone-${colorScheme}`);
    });
  });
}
