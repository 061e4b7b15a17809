import { mkdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

import { type Browser, chromium, type Page } from '@playwright/test';

import { workspaceRoot } from '../workspace.ts';

const READY_MS_MAX = 60_000;
const STOP_MS_MAX = 60_000;

/** The window of VS Code, used with the keys that its users use. */
export class Workbench implements AsyncDisposable {
  readonly #browser: Browser;
  readonly #page: Page;

  private constructor(browser: Browser, page: Page) {
    this.#browser = browser;
    this.#page = page;
  }

  static async open(address: string): Promise<Workbench> {
    const browser = await chromium.launch({
      executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu'],
    });
    const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
    await page.goto(address);
    await page.locator('.explorer-folders-view .monaco-list-row').first().waitFor({ timeout: READY_MS_MAX });
    return new Workbench(browser, page);
  }

  async setBreakpoint(path: string, line: number): Promise<void> {
    // Quick Open takes a whole path with a line; it is the same window all the time, which keeps what was set.
    await this.#quickOpen(`${join(workspaceRoot, path)}:${line}`, basename(path));
    await this.#page.getByText(new RegExp(`Ln ${line}, Col`)).waitFor({ timeout: READY_MS_MAX });
    await this.#page.keyboard.press('F9');
    await this.#page.locator('.glyph-margin-widgets .codicon[class*=debug-breakpoint]').first().waitFor();
  }

  async start(configuration: string): Promise<void> {
    await this.#quickOpen(`debug ${configuration}`, configuration);
  }

  /** Waits for a stop there, and gives the stack as it is shown: external code is folded, what is out of sight is absent. */
  async stoppedAt(file: string, line: number): Promise<string[]> {
    const rows = this.#page.locator('.debug-call-stack .monaco-list-row');
    await rows
      .filter({ hasText: new RegExp(`${escaped(file)}\\s*${line}:`) })
      .first()
      .waitFor({ timeout: STOP_MS_MAX });
    const more = this.#page.getByText('Load More Stack Frames');
    if ((await more.count()) > 0) {
      await more.first().click();
      await more.first().waitFor({ state: 'detached' });
    }
    return (await rows.allInnerTexts()).map((row) => row.replaceAll('\n', ' '));
  }

  async continue(): Promise<void> {
    await this.#page.keyboard.press('F5');
  }

  async stop(): Promise<void> {
    await this.#page.keyboard.press('Shift+F5');
    await this.#page.locator('.debug-toolbar').waitFor({ state: 'hidden', timeout: STOP_MS_MAX });
  }

  async screenshot(path: string): Promise<void> {
    mkdirSync(dirname(path), { recursive: true });
    await this.#page.screenshot({ path });
  }

  async #quickOpen(text: string, wanted: string): Promise<void> {
    await this.#page.keyboard.press('Control+P');
    const widget = this.#page.locator('.quick-input-widget');
    await widget.locator('input').first().fill(text);
    await widget
      .locator('.quick-input-list .monaco-list-row')
      .filter({ hasText: new RegExp(`^${escaped(wanted)}`) })
      .first()
      .click();
    await widget.waitFor({ state: 'hidden' });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
  }
}

/** Until `RegExp.escape` is in the language that we compile for. */
function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
