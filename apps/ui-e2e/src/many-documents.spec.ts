import { expect, test } from './store-fixture.ts';

const DOCUMENTS = 3_000;
const WRITERS = 32;

test('thousands of documents are counted, found and shown in steps', async ({ documents, page, store }) => {
  let next = 0;
  const write = async (): Promise<void> => {
    for (let number = next++; number < DOCUMENTS; number = next++) {
      await store.set(
        `quickdoc-${number}`,
        `{"title":"Alloy ${number}","description":"Number ${number} of the series."}`,
      );
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, write));

  await documents.open(store.url);
  await expect(page.getByText('3,000 documents')).toBeVisible();
  await expect(documents.cards).toHaveCount(48);
  await page.getByRole('button', { name: 'Show 48 more' }).click();
  await expect(documents.cards).toHaveCount(96);
  await expect(page.locator(':focus')).toHaveText('quickdoc-48');
  await documents.keepScreenshot('many-light');

  await documents.filter.fill('alloy 2999');
  await expect(page.getByText('1 of 3,000 documents')).toBeVisible();
  await expect(documents.cards.getByLabel('Title')).toHaveValue('Alloy 2999');
  await documents.filter.fill('no such alloy');
  await expect(page.getByText('No document holds “no such alloy”.')).toBeVisible();
});
