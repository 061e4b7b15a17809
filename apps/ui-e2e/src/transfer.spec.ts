import { paths } from '@bimetal/contract';
import { type Locator, type Page } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { expect, type StoreServer, test } from './store-fixture.ts';

/** Four of the parts that a file is sent in. */
const LINES = 8_000;
const BAD = [5, 4_321, 7_999] as const;

/** An import, on a machine that is busy with much else. */
const IMPORT_MS_MAX = 150_000;

const lineOf = (number: number): string =>
  `{"key":"readings-${number}","value":{"celsius":19.50,"note":"${'x'.repeat(210)}"}}`;

/** Lines of which three are wrong, each in its own way. */
function lines(): string {
  const all = Array.from({ length: LINES }, (_, index) => lineOf(index + 1));
  all[BAD[0] - 1] = '{"key":"readings-5","value":01}';
  all[BAD[1] - 1] = 'no JSON at all';
  all[BAD[2] - 1] = '{"value":1}';
  return `${all.join('\n')}\n`;
}

const file = (text: string, name = 'readings.ndjson') => ({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });

/** The view with files chosen, ready to begin. */
async function choose(page: Page, store: StoreServer, text: string): Promise<Locator> {
  await page.goto(`${store.url}/transfer`);
  await page.locator('input[type=file]').setInputFiles(file(text));
  await expect(page.getByRole('list', { name: 'Chosen files' })).toContainText('readings-1');
  return page.getByRole('button', { name: /^Import / });
}

const count = async ({ url }: StoreServer): Promise<string | null> =>
  (await fetch(`${url}${paths.documents}?count=true&limit=1`)).headers.get('x-total-count');

test('what is refused of a file is passed over and reported, and all else is committed', async ({
  documents,
  page,
  store,
}) => {
  const start = await choose(page, store, lines());
  await documents.expectNoBarriers();
  await documents.keepScreenshot('transfer-chosen-light');
  await start.click();
  await expect(page.locator('main').getByRole('status').first()).toContainText('7,997 documents are committed', {
    timeout: IMPORT_MS_MAX,
  });
  expect(await count(store)).toBe('7997');
  const report = page.locator('.refused');
  for (const line of ['number 5,', 'number 4,321,', 'number 7,999,']) await expect(report).toContainText(line);
  await documents.expectNoBarriers();
  await documents.keepScreenshot('transfer-report-light');
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save the refused entries' }).click();
  expect(await readFile(await (await saved).path(), 'utf8')).toBe(
    '{"key":"readings-5","value":01}\nno JSON at all\n{"value":1}\n',
  );
});

test('an import that is cancelled says exactly what is committed', async ({ page, store }) => {
  const start = await choose(page, store, lines());
  // The third part waits until it is cancelled.
  let parts = 0;
  const cancel = page.locator('app-import-card').getByRole('button', { name: 'Cancel' });
  await page.route(`**${paths.import}`, async (route) => {
    parts += 1;
    if (parts === 3) await cancel.click();
    await route.continue();
  });
  await start.click();
  const said = page.locator('main').getByRole('status').first();
  await expect(said).toContainText('Cancelled', { timeout: IMPORT_MS_MAX });
  const committed = /([\d,]+) documents are committed/.exec((await said.textContent()) ?? '')?.[1];
  expect(committed?.replaceAll(',', '')).toBe(await count(store));
  expect(Number(await count(store))).toBeLessThan(LINES - 3);
});

test('an import goes on after the server was away, and writes each document once', async ({ page, store }) => {
  const all = Array.from({ length: LINES }, (_, index) => lineOf(index + 1)).join('\n');
  await choose(page, store, all);
  await page.getByLabel('Leave it, and report it as refused').check();
  // The answer to the second part is lost, and so is the server.
  let parts = 0;
  await page.route(`**${paths.import}?mode=create`, async (route) => {
    parts += 1;
    if (parts !== 2) return route.continue();
    await route.fetch();
    await store.stop();
    await route.abort();
  });
  await page.getByRole('button', { name: /^Import / }).click();
  await expect(page.locator('main').getByRole('status').first()).toContainText('The server does not answer');
  await store.startAgain();
  await expect(page.locator('main').getByRole('status').first()).toContainText('8,000 documents are committed', {
    timeout: IMPORT_MS_MAX,
  });
  expect(await count(store)).toBe('8000');
  await expect(page.locator('.refused')).toHaveCount(0);
});

test('what is exported and imported again is the same, byte for byte', async ({ documents, page, store }) => {
  const text =
    '[{"key":"a","value":{"n":1.00,"big":9007199254740993}},\n {"key":"b/c","value":"ü"},{"key":"d-1","value":[ 1 ]}]';
  // A file of the browser's own, in place of one that a person picks.
  await page.addInitScript(() => {
    Object.assign(globalThis, {
      showSaveFilePicker: async ({ suggestedName }: { suggestedName: string }) => {
        const folder = await navigator.storage.getDirectory();
        return folder.getFileHandle(suggestedName, { create: true });
      },
    });
  });
  const saved = (name: string): Promise<string> =>
    page.evaluate(async (file) => {
      const folder = await navigator.storage.getDirectory();
      return (await (await folder.getFileHandle(file)).getFile()).text();
    }, name);
  await page.emulateMedia({ colorScheme: 'dark' });
  await choose(page, store, text.replace('"a"', '"readings-1"'));
  await page.getByRole('button', { name: /^Import / }).click();
  await expect(page.locator('main').getByRole('status').first()).toContainText('3 documents are committed');
  const list = await (await fetch(store.url + paths.documents)).text();

  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await expect(page.getByText(/Done: 3 documents as of revision/)).toBeVisible();
  const exported = await saved('bimetal-export.ndjson');
  await documents.expectNoBarriers();
  await documents.keepScreenshot('transfer-export-dark');
  for (const key of ['readings-1', 'b/c', 'd-1']) await store.remove(key);
  await page.getByRole('button', { name: 'Import other files' }).click();
  await page.locator('input[type=file]').setInputFiles(file(exported));
  await page.getByRole('button', { name: /^Import / }).click();
  await expect(page.locator('main').getByRole('status').first()).toContainText('3 documents are committed');
  expect(await (await fetch(store.url + paths.documents)).text()).toBe(list);

  await page.getByLabel('one array (JSON)').check();
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await expect(page.getByText(/Done: 3 documents as of revision/)).toBeVisible();
  await expect.poll(() => saved('bimetal-export.json')).toBe(list);
});

test('without files to pick the browser saves a link by itself; a file that is dropped anywhere is imported', async ({
  documents,
  page,
  store,
}) => {
  await store.set('a', '{"n":1.0}');
  await page.addInitScript(() => Object.assign(globalThis, { showSaveFilePicker: undefined }));
  await page.setViewportSize({ width: 360, height: 780 });
  await documents.open(store.url);
  await page.evaluate(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(['{"key":"dropped","value":1}\n'], 'dropped.ndjson'));
    document
      .querySelector('main')
      ?.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
  });
  await expect(page).toHaveURL(`${store.url}/transfer`);
  await expect(page.getByRole('list', { name: 'Chosen files' })).toContainText('dropped.ndjson');
  await documents.keepScreenshot('transfer-phone-light');
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  expect(await readFile(await (await saved).path(), 'utf8')).toBe('[{"key":"a","value":{"n":1.0}}]');
});
