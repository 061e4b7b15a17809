import { expect, test } from './store-fixture.ts';

test('a store of long documents is shown a page at a time', async ({ documents, page, store }) => {
  const value = JSON.stringify('x'.repeat(12 * 1024 * 1024));
  for (let number = 1; number <= 4; number += 1) await store.set(`long-${number}`, value);
  await documents.open(store.url);
  await expect(page.getByText('4 documents')).toBeVisible();
  await expect(page.getByText('3 of 4 shown')).toBeVisible();
  await expect(documents.card('long-1').locator('pre')).toHaveText(/^"x{3000,}…$/);
  await page.getByRole('button', { name: 'Show more' }).click();
  await expect(documents.card('long-4').getByRole('heading')).toBeFocused();
  await expect(page.getByText('of 4 shown')).toHaveCount(0);
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('a document of 5 MB is edited part by part, in fields that stay short', async ({ documents, store }) => {
  const lines = Array.from({ length: 100_000 }, (_, line) => `line ${line} of a very long description, in words`);
  const description = lines.join('\r\n');
  await store.set('quickdoc-1', JSON.stringify({ title: 'long', description }));
  await store.set('readings-1', `[${lines.map((line) => JSON.stringify(line)).join(',')}]`);
  await documents.open(store.url);

  const card = documents.card('quickdoc-1');
  const area = card.getByLabel('Description');
  expect((await area.inputValue()).length).toBeLessThan(140_000);
  await documents.expectNoBarriers();
  await card.getByLabel('Title').press('End');
  await card.getByLabel('Title').pressSequentially('er');
  await area.press('Control+Home');
  await area.pressSequentially('At the beginning. ');
  const slider = card.getByRole('slider', { name: 'Part of the text' });
  await slider.press('End');
  await expect(area).toHaveValue(/line 99999 of a very long description, in words$/);
  await area.press('Control+End');
  await area.pressSequentially('.\nAt the end.');
  await documents.keepScreenshot('long-description-light');
  await card.getByRole('button', { name: 'Set' }).click();
  await expect(card).toContainText('Saved as revision 3');
  expect(JSON.parse((await store.get('quickdoc-1')) ?? '')).toEqual({
    title: 'longer',
    description: `At the beginning. ${description}.\r\nAt the end.`,
  });

  const readings = documents.card('readings-1');
  await readings.getByRole('button', { name: 'Edit JSON' }).click();
  const json = readings.getByRole('textbox', { name: 'JSON' });
  await expect(json).toBeFocused();
  await json.press('Control+Home');
  await json.press('ArrowRight');
  await json.pressSequentially('0,');
  await readings.getByRole('button', { name: 'Set' }).click();
  await expect(readings).toContainText('Saved as revision 4');
  expect(await store.get('readings-1')).toMatch(/^\[0,"line 0 of/);
});
