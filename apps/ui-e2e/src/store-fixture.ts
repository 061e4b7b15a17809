import { AxeBuilder } from '@axe-core/playwright';
import { type ServerProcess, startServer } from '@bimetal/api-e2e/server-process';
import { documentListSchema, paths } from '@bimetal/contract';
import { test as base, expect, type Locator, type Page } from '@playwright/test';
import { randomInt } from 'node:crypto';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PORT_MIN = 20_000;
const PORT_MAX = 32_000;

/** A real server over a folder of its own, with the means to write past the page, and to go away and come back. */
export class StoreServer {
  readonly #folder: string;
  #process: ServerProcess;

  private constructor(folder: string, process: ServerProcess) {
    this.#folder = folder;
    this.#process = process;
  }

  static async start(): Promise<StoreServer> {
    const folder = await mkdtemp(join(tmpdir(), 'bimetal-ui-e2e-'));
    const args = ['--datapath', folder, '--urls', `http://127.0.0.1:${await lastingPort()}`];
    return new StoreServer(folder, await startServer({ args, cwd: folder }));
  }

  get url(): string {
    return this.#process.url;
  }

  async stop(): Promise<void> {
    await this.#process.stop();
  }

  /** Starts again at the same URL over the same folder. */
  async startAgain(): Promise<void> {
    const args = ['--datapath', this.#folder, '--urls', this.url];
    this.#process = await startServer({ args, cwd: this.#folder });
  }

  /** Goes on over a copy of the folder, at the same URL. */
  async continueWith(folder: URL): Promise<void> {
    await this.stop();
    await rm(this.#folder, { recursive: true });
    await cp(folder, this.#folder, { recursive: true });
    await this.startAgain();
  }

  async set(key: string, text: string): Promise<void> {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(this.url + paths.document(key), { method: 'POST', body: text, headers });
    if (!answer.ok) throw new Error(`Setting ${key} failed: ${await answer.text()}`);
  }

  async remove(key: string): Promise<void> {
    await fetch(this.url + paths.document(key), { method: 'DELETE' });
  }

  /** Sets the document only at the revision of the tag; gives the status of the answer. */
  async setIfMatch(key: string, text: string, tag: string): Promise<number> {
    const headers = { 'content-type': 'application/json', 'if-match': tag };
    return (await fetch(this.url + paths.document(key), { method: 'PUT', body: text, headers })).status;
  }

  /** The entity tag of the document as it is. */
  async tagOf(key: string): Promise<string> {
    const answer = await fetch(this.url + paths.document(key), { method: 'HEAD' });
    return answer.headers.get('etag') ?? '';
  }

  /** The keys of all documents, in the order of the list. */
  async list(): Promise<string[]> {
    const answer = await fetch(this.url + paths.documents);
    return documentListSchema.parse(await answer.json()).map(({ key }) => key);
  }

  /** The stored text; undefined when there is no such document. */
  async get(key: string): Promise<string | undefined> {
    const answer = await fetch(this.url + paths.document(key));
    return answer.ok ? answer.text() : undefined;
  }

  async end(): Promise<void> {
    await this.stop();
    await rm(this.#folder, { recursive: true });
  }
}

/**
 * A free port that stays free while its server is away: from below those that systems give to connections, and drawn, since
 * servers of other tests look for one in the same moment.
 */
async function lastingPort(): Promise<number> {
  for (;;) {
    const port = randomInt(PORT_MIN, PORT_MAX);
    const probe = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      probe.once('error', () => resolve(false));
      probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
    });
    if (isFree) return port;
  }
}

/** The outline of what has the focus. */
const RING = 'solid 2px';

/** The page as a person uses it. */
export class DocumentsPage {
  readonly page: Page;
  readonly cards: Locator;
  readonly add: Locator;
  readonly addKey: Locator;
  readonly keyField: Locator;
  readonly refresh: Locator;
  readonly filter: Locator;

  constructor(page: Page) {
    this.page = page;
    this.cards = page.locator('app-document-card');
    this.add = page.getByRole('button', { name: 'Add', exact: true });
    this.addKey = page.getByRole('button', { name: 'Add under a key' });
    this.keyField = page.getByRole('textbox', { name: 'Key', exact: true });
    this.refresh = page.getByRole('button', { name: 'Refresh the list' });
    this.filter = page.getByRole('searchbox', { name: 'Filter documents' });
  }

  async open(url: string): Promise<void> {
    await this.page.goto(url);
    await expect(this.page.getByText('Nothing stored yet').or(this.page.getByText(/\d documents?\b/))).toBeVisible();
  }

  /** The card of exactly this key: names of roles and plain texts would not tell `a b` from `a  b`. */
  card(key: string): Locator {
    const text = new RegExp(`^${key.replaceAll(/[\\/^$.*+?()[\]{}|]/g, String.raw`\$&`)}$`);
    return this.cards.filter({ has: this.page.locator('h3', { hasText: text }) });
  }

  /** The place of exactly this key in the list, deleted or not. */
  place(key: string): Locator {
    return this.page.locator('li', { has: this.page.locator('h3', { hasText: exactly(key) }) });
  }

  /** Asks for a key and gives its card. */
  async addUnder(key: string): Promise<Locator> {
    await this.addKey.click();
    await this.keyField.fill(key);
    await this.page.keyboard.press('Enter');
    await expect(this.keyField).toBeHidden();
    return this.card(key);
  }

  /** Asks for a key that the server says no to; gives the words of that. */
  async addUnderRefused(key: string): Promise<Locator> {
    await this.addKey.click();
    await this.keyField.fill(key);
    await this.page.keyboard.press('Enter');
    return this.page.locator('app-key-card').getByRole('alert');
  }

  /** Adds a document and sets it; gives its key. */
  async setNew(title: string, description: string): Promise<string> {
    await this.add.click();
    const card = this.cards.first();
    await card.getByLabel('Title').fill(title);
    await card.getByLabel('Description').fill(description);
    await card.getByRole('button', { name: 'Set' }).click();
    await expect(card).toContainText('Saved as revision');
    return keyOf(card);
  }

  /** Goes by Tab to everything on the page that takes the focus, once around; each has the ring. */
  async expectRings(): Promise<void> {
    const rings = new Map<string, string>();
    for (;;) {
      await this.page.keyboard.press('Tab');
      const [seen, html, ring] = await this.page.evaluate(async (expected) => {
        const element = document.activeElement ?? document.body;
        const isSeen = element.hasAttribute('data-seen');
        element.setAttribute('data-seen', '');
        const drawn = (): string => {
          const { outlineStyle, outlineWidth } = getComputedStyle(element);
          return `${outlineStyle} ${outlineWidth}`;
        };
        // The ring is drawn with one of the next pictures: a busy machine takes a while. The body has none to wait for.
        const most = element === document.body ? 2 : 120;
        for (let pictures = 0; pictures < most && (pictures < 2 || drawn() !== expected); pictures += 1) {
          await new Promise(requestAnimationFrame);
        }
        return [isSeen, element.outerHTML.slice(0, 200), drawn()] as const;
      }, RING);
      if (seen) break;
      // Between the last and the first it is the browser's own controls that have the focus.
      if (!html.startsWith('<body')) rings.set(html, ring);
    }
    expect(rings.size).toBeGreaterThan(10);
    expect([...rings].filter(([, ring]) => ring !== RING)).toEqual([]);
  }

  async expectNoBarriers(): Promise<void> {
    const { violations } = await new AxeBuilder({ page: this.page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual([]);
  }

  /** Keeps a picture for people: screenshots/<name>.png, beside the folder of what failed. */
  async keepScreenshot(name: string): Promise<void> {
    await this.page.evaluate(() => document.fonts.ready);
    await this.page.screenshot({ path: join(test.info().project.outputDir, '..', 'screenshots', `${name}.png`) });
  }
}

function exactly(text: string): RegExp {
  return new RegExp(`^${text.replaceAll(/[\\/^$.*+?()[\]{}|]/g, String.raw`\$&`)}$`);
}

export async function keyOf(card: Locator): Promise<string> {
  return (await card.getByRole('heading').textContent()) ?? '';
}

interface Fixtures {
  readonly store: StoreServer;
  readonly documents: DocumentsPage;
  /** A second window of the same browser. */
  readonly other: DocumentsPage;
}

/** Every test gets a server of its own, and fails when a page breaks its content security policy or throws. */
export const test = base.extend<Fixtures>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads from the pattern what a fixture needs; this one needs nothing.
  store: async ({}, use) => {
    const store = await StoreServer.start();
    await use(store);
    await store.end();
  },
  documents: ({ page }, use) => useWindow(page, use),
  other: async ({ context }, use) => useWindow(await context.newPage(), use),
});

async function useWindow(page: Page, use: (documents: DocumentsPage) => Promise<void>): Promise<void> {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    // The browser itself reports every failed request so; the tests of failures cause them on purpose.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
      complaints.push(message.text());
    }
  });
  await use(new DocumentsPage(page));
  expect(complaints).toEqual([]);
}

export { expect };
