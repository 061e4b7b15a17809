import { expect, test } from './store-fixture.ts';

test('no text becomes HTML or a script, and nobody makes a policy that lets it', async ({ page, store }) => {
  // Not the fixture's window, which fails of what is refused here.
  await page.goto(store.url);
  await expect(page.getByText('Nothing stored yet')).toBeVisible();
  const refused = await page.evaluate(() => {
    const { trustedTypes } = globalThis as unknown as {
      trustedTypes: { createPolicy(name: string, rules: object): void };
    };
    const attempts: Record<string, () => unknown> = {
      html: () => (document.createElement('div').innerHTML = '<img>'),
      script: () => (document.createElement('script').text = 'globalThis.evil = true'),
      address: () => (document.createElement('script').src = 'https://example.org/evil.js'),
      policy: () => trustedTypes.createPolicy('angular#unsafe-bypass', {}),
    };
    return Object.entries(attempts)
      .filter(([, attempt]) => {
        try {
          attempt();
          return false;
        } catch {
          return true;
        }
      })
      .map(([name]) => name);
  });
  expect(refused).toEqual(['html', 'script', 'address', 'policy']);
});

test('a page that breaks the policy fails its test', async ({ browser, store }) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const complaint = page.waitForEvent('console', (message) => message.type() === 'error');
  await page.goto(store.url);
  await page.evaluate(() => {
    const image = document.createElement('img');
    image.src = 'https://example.org/beacon.png';
    document.body.append(image);
  });
  expect((await complaint).text()).toContain('Content Security Policy');
  await context.close();
});
