import { paths } from '@bimetal/contract';
import { readFileSync } from 'node:fs';
import { KEYS } from './keys.ts';
import { type DocumentsPage, expect, type StoreServer, test } from './store-fixture.ts';

// What happened can be seen from the pictures; recording every press with all cards would take twice the time.
test.use({ trace: 'off' });

const VECTORS_A_TEST = 35;

/** One key in this many. All of them take the page minutes, and stand in a target of their own, `keys`. */
const ONE_IN = process.env['BIMETAL_ALL_KEYS'] === undefined ? 4 : 1;

const sample = (keys: readonly string[]): string[] => keys.filter((_, index) => index % ONE_IN === 0);

const text = (title: string): string => JSON.stringify({ title, description: '' });

for (const [kind, all] of Object.entries(KEYS)) {
  const keys = sample(all);
  test(`keys ${kind} are put, listed, changed on condition, opened, edited and deleted`, async ({
    documents,
    page,
    store,
  }) => {
    await documents.open(store.url);
    for (const key of keys) {
      const card = await documents.addUnder(key);
      await expect(card.getByLabel('Title')).toBeFocused();
      await page.keyboard.type('put');
      await page.keyboard.press('Enter');
      await expect(card).toContainText('Saved as revision');
      expect(await store.get(key)).toBe(text('put'));
    }

    await page.reload();
    await expect(documents.cards).toHaveCount(keys.length);
    const listed = await store.list();
    expect(listed.toSorted()).toEqual(keys.toSorted());
    expect(await documents.cards.locator('h3').evaluateAll((headings) => headings.map((h3) => h3.textContent))).toEqual(
      listed,
    );

    for (const key of keys) {
      const tag = await store.tagOf(key);
      expect(await store.setIfMatch(key, text('too late'), '"0"')).toBe(412);
      expect(await store.setIfMatch(key, text('changed'), tag)).toBe(200);
    }
    await documents.refresh.click();
    for (const key of keys) await expect(documents.card(key).getByLabel('Title')).toHaveValue('changed');
    await documents.keepScreenshot(`keys-${kind.replaceAll(/\W+/g, '-')}`);

    for (const key of keys) await openEditAndDelete(key, documents, store);
    await expect(page.getByText('Nothing stored yet')).toBeVisible();
    expect(await store.list()).toEqual([]);
  });
}

const vectors = sample(keyVectors());
for (let start = 0; start < vectors.length; start += VECTORS_A_TEST) {
  const keys = vectors.slice(start, start + VECTORS_A_TEST);
  test(`the keys of the vectors are opened, edited and deleted, from ${start} on`, async ({ documents, store }) => {
    await documents.open(store.url);
    // One by one: each look at a page takes longer the more cards it has.
    for (const key of keys) {
      await store.set(key, text('put'));
      await openEditAndDelete(key, documents, store);
    }
    expect(await store.list()).toEqual([]);
  });
}

test('what only earlier releases took as a key is seen and deleted, and says why it is not set', async ({
  documents,
  page,
  store,
}) => {
  await store.continueWith(new URL('../../api-e2e/fixtures/earlier-keys/', import.meta.url));
  await documents.open(store.url);
  for (const key of ['////////-0', 'a/../bcd-2', './abcdef-3', 'a/bcd//e-18446744073709551615']) {
    const card = documents.card(key);
    await card.getByRole('button', { name: 'Edit JSON' }).click();
    await card.getByRole('textbox', { name: 'JSON' }).fill('1');
    await card.getByRole('button', { name: 'Set' }).click();
    await expect(card).toContainText('KEY_SEGMENT');
    await expect(card).toContainText('Earlier releases took such keys.');
    expect(await store.get(key)).toBe(JSON.stringify(key));
    await card.getByRole('button', { name: 'Delete' }).click();
    await expect(page.getByRole('button', { name: 'Undo' })).toBeFocused();
    expect(await store.get(key)).toBeUndefined();
    await page.getByRole('button', { name: 'Clear' }).click();
  }
});

/** The keys that the tests of Rust and of the bindings read, but for those above. */
function keyVectors(): string[] {
  const file = new URL('../../../libs/bindings/src/key-vectors.json', import.meta.url);
  const { valid } = JSON.parse(readFileSync(file, 'utf8')) as { valid: { text: string }[] };
  const known = new Set<string>(Object.values(KEYS).flat());
  return valid.map((vector) => vector.text).filter((key) => !known.has(key));
}

async function openEditAndDelete(key: string, documents: DocumentsPage, store: StoreServer): Promise<void> {
  const card = await documents.addUnder(key);
  await expect(card.getByRole('heading')).toBeFocused();
  await card.getByLabel('Title').fill('edited');
  await card.getByRole('button', { name: 'Set' }).click();
  await expect(card).toContainText('Saved as revision');
  expect(await store.get(key)).toBe(text('edited'));
  await card.getByRole('button', { name: 'Delete' }).click();
  await expect(documents.page.getByRole('button', { name: 'Undo' })).toBeFocused();
  expect(await store.get(key)).toBeUndefined();
  await documents.page.getByRole('button', { name: 'Clear' }).click();
}

test('the link of a long value leads to its document, whatever the key holds', async ({ documents, store }) => {
  const keys = ['users/alice', 'a?b#c', '100%', '%2F', '..%2F..', 'ключ', 'a b'];
  const value = JSON.stringify('x'.repeat(300_000));
  for (const key of keys) await store.set(key, value);
  await documents.open(store.url);
  for (const key of keys) {
    const link = documents.card(key).getByRole('link', { name: 'Open the whole value' });
    expect(await link.getAttribute('href')).toBe(paths.document(key));
    const address = await link.evaluate((anchor) => (anchor as HTMLAnchorElement).href);
    expect(await (await fetch(address)).text()).toBe(value);
  }
});
