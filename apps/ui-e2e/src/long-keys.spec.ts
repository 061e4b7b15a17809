import { expect, test } from './store-fixture.ts';

const LONG = `tenants/7f3e8a52-4b0c-4d8e-9a51-0c2f6b1d9e77/${'x'.repeat(450)}/orders-1024`;
const UNBROKEN = '😀'.repeat(128);

for (const [width, colorScheme] of [
  [320, 'light'],
  [320, 'dark'],
  [1280, 'light'],
] as const) {
  test.describe(`${width} pixels wide, in ${colorScheme}`, () => {
    test.use({ viewport: { width, height: 780 }, colorScheme });

    test('long keys stick out nowhere', async ({ documents, page, store }) => {
      for (const key of [
        LONG,
        UNBROKEN,
        'é'.repeat(256),
        'مفتاح'.repeat(51),
        'e' + '\u0301'.repeat(255),
        'quickdoc-42',
      ]) {
        await store.set(key, '{"title":"long","description":""}');
      }
      await documents.open(store.url);
      const overhang = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(await overhang()).toBeLessThanOrEqual(0);
      await documents.keepScreenshot(`long-keys-${width}-${colorScheme}`);
      await documents.card(LONG).getByRole('button', { name: 'Show the whole key' }).click();
      await documents.card(UNBROKEN).getByRole('button', { name: 'Delete' }).click();
      await expect(page.getByRole('button', { name: 'Undo' })).toBeVisible();
      await documents.filter.fill(`${LONG}?`);
      expect(await overhang()).toBeLessThanOrEqual(0);
      await documents.filter.fill(LONG);
      await documents.addKey.click();
      await documents.keyField.fill(LONG.slice(0, -1));
      expect(await overhang()).toBeLessThanOrEqual(0);
      await documents.expectNoBarriers();
      await documents.keepScreenshot(`whole-keys-${width}-${colorScheme}`);
    });
  });
}

test('all of a shortened key is selected, and read out', async ({ documents, page, store }) => {
  await store.set(LONG, '{"title":"long","description":""}');
  await documents.open(store.url);
  const heading = documents.card(LONG).getByRole('heading');
  await expect(heading).toHaveAccessibleName(LONG);
  const { height } = (await heading.boundingBox()) ?? { height: Infinity };
  expect(height).toBeLessThan(60);
  await heading.selectText();
  expect(await page.evaluate(() => String(getSelection()))).toBe(LONG);
});
