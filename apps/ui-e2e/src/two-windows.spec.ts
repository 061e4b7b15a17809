import { type DocumentsPage, expect, type StoreServer, test } from './store-fixture.ts';

// What happened can be seen from the pictures; recording every step takes most of the time.
test.use({ trace: 'off' });

type Window = 'A' | 'B';
type Step = `${Window} ${'set' | 'mine' | 'theirs' | 'delete' | 'undo'}`;

/** Each order begins with a document that both windows show, and ends with the title that the store has. */
const ORDERS: readonly (readonly [steps: readonly Step[], title: string])[] = [
  [['B set', 'A set', 'A mine', 'B set', 'B theirs'], 'A 2'],
  [['B set', 'A delete', 'A delete', 'A undo'], 'B 1'],
  [['B delete', 'A set', 'A mine', 'B undo', 'B mine'], 'start'],
  [['B delete', 'A delete', 'A undo', 'B undo'], 'start'],
  [['A delete', 'B set', 'B mine', 'A undo', 'A theirs'], 'B 2'],
  [['A delete', 'B delete', 'B undo', 'A undo'], 'start'],
  [['A set', 'B delete', 'B delete', 'A set', 'B undo'], 'A 1'],
  [['A set', 'B set', 'A delete', 'B mine', 'A undo'], 'A 1'],
  [['A delete', 'A undo', 'B set', 'A set', 'B set'], 'B 5'],
  [['A set', 'B set', 'B theirs', 'B set', 'A delete', 'A delete', 'B set', 'A undo', 'B mine'], 'B 7'],
];

const text = (title: string): string => JSON.stringify({ title, description: '' });
const titleOf = (stored: string | undefined): string | undefined =>
  stored === undefined ? undefined : (JSON.parse(stored) as { title: string }).title;

test('in ten orders of Set, Delete and Undo in two windows nothing is lost unseen', async ({
  documents,
  other,
  store,
}) => {
  for (const order of ORDERS.keys()) await store.set(`order-${order}`, text('start'));
  await documents.open(store.url);
  await other.open(store.url);
  let conflicts = 0;
  for (const [order, [steps, title]] of ORDERS.entries()) {
    const place = new Place(`order-${order}`, { A: documents, B: other }, store);
    for (const [index, step] of steps.entries()) await place.make(step, `${index + 1}`);
    expect([order, titleOf(await store.get(place.key))]).toEqual([order, title]);
    conflicts += place.conflicts;
  }
  expect(conflicts).toBe(15);
  await documents.expectNoBarriers();
  await documents.keepScreenshot('two-windows-light');
});

/** One document in two windows, and what each of them has shown of it. */
class Place {
  readonly key: string;
  conflicts = 0;
  readonly #windows: Readonly<Record<Window, DocumentsPage>>;
  readonly #store: StoreServer;
  readonly #seen: Record<Window, string> = { A: '', B: '' };

  constructor(key: string, windows: Readonly<Record<Window, DocumentsPage>>, store: StoreServer) {
    this.key = key;
    this.#windows = windows;
    this.#store = store;
  }

  /** Makes a step, and checks that it replaced or removed nothing that its window had not shown, and lost nothing that was typed. */
  async make(step: Step, number: string): Promise<void> {
    const window = step.startsWith('A') ? 'A' : 'B';
    const place = this.#windows[window].place(this.key);
    const before = await this.#store.get(this.key);
    await this.#look(window);
    const typed = step.endsWith('set') ? `${window} ${number}` : undefined;
    if (typed !== undefined) await place.getByLabel('Title').fill(typed);
    const name = await this.#button(window, step);
    await place.getByRole('button', { name }).click();
    await this.#rest(window);

    const after = await this.#store.get(this.key);
    if (after !== before && before !== undefined) expect(this.#seen[window]).toContain(titleOf(before));
    await this.#look(window);
    if (typed !== undefined && titleOf(after) !== typed) {
      await expect(place).toContainText('in the store while you were editing');
      await expect(place.getByLabel('Title')).toHaveValue(typed);
    }
    if (/in the store/.test((await place.textContent()) ?? '')) this.conflicts += 1;
  }

  async #button(window: Window, step: Step): Promise<string> {
    if (step.endsWith('delete')) return 'Delete';
    if (step.endsWith('undo')) return 'Undo';
    if (step.endsWith('theirs')) return 'Use the stored version';
    const keep = this.#windows[window].place(this.key).getByRole('button', { name: 'Keep mine' });
    return step.endsWith('mine') && (await keep.count()) > 0 ? 'Keep mine' : 'Set';
  }

  /** Keeps what the window shows of the document, in words and in fields. */
  async #look(window: Window): Promise<void> {
    const shown = await this.#windows[window]
      .place(this.key)
      .evaluate((place) => [place.textContent, ...Array.from(place.querySelectorAll('input'), ({ value }) => value)]);
    this.#seen[window] += shown.join('\n');
  }

  /** Waits until the window has seen what became of a press. */
  async #rest(window: Window): Promise<void> {
    const { page } = this.#windows[window];
    await page.evaluate(() => new Promise((resolve) => setTimeout(() => setTimeout(resolve))));
    const place = this.#windows[window].place(this.key);
    await expect(place.locator('.glowing, app-deleted-card [aria-disabled="true"]')).toHaveCount(0);
  }
}

test('what the card does not show is kept, and a write in the last moment is seen', async ({ documents, store }) => {
  await store.set('quickdoc-1', text('first'));
  await store.set('quickdoc-2', text('first'));
  await documents.open(store.url);

  const card = documents.card('quickdoc-1');
  await card.getByLabel('Title').fill('mine');
  await store.set('quickdoc-1', '{"title":"theirs","count":9007199254740993,"description":""}');
  await card.getByRole('button', { name: 'Set' }).click();
  await expect(card).toContainText('Changed in the store');
  await expect(card.locator('.notice pre')).toHaveText([
    '{"title":"theirs","count":9007199254740993,"description":""}',
    '{"title":"mine","count":9007199254740993,"description":""}',
  ]);
  expect(titleOf(await store.get('quickdoc-1'))).toBe('theirs');
  await documents.expectNoBarriers();
  await documents.keepScreenshot('conflict-light');
  await card.getByRole('button', { name: 'Keep mine' }).click();
  await expect(card).toContainText('Saved as revision');
  expect(await store.get('quickdoc-1')).toBe('{"title":"mine","count":9007199254740993,"description":""}');

  let isLate = true;
  await documents.page.route('**/api/data/quickdoc-2', async (route) => {
    if (route.request().method() === 'DELETE' && isLate) await store.set('quickdoc-2', text('in the last moment'));
    isLate &&= route.request().method() !== 'DELETE';
    await route.continue();
  });
  const late = documents.card('quickdoc-2');
  await late.getByRole('button', { name: 'Delete' }).click();
  await expect(late).toContainText('It was not deleted.');
  await expect(late.getByLabel('Title')).toHaveValue('in the last moment');
  expect(await store.get('quickdoc-2')).toBe(text('in the last moment'));
  await late.getByRole('button', { name: 'Delete' }).click();
  await documents.page.getByRole('button', { name: 'Undo' }).click();
  await expect(late.getByLabel('Title')).toHaveValue('in the last moment');
  expect(await store.get('quickdoc-2')).toBe(text('in the last moment'));
});
