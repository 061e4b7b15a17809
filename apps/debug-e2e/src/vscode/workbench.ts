import { mkdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

import { type Browser, chromium, type Locator, type Page } from '@playwright/test';

import { workspaceRoot } from '../workspace.ts';

const READY_MS_MAX = 30_000;
const KEY_TRIES_MAX = 5;
const POLL_MS = 200;
const KEY_MS_MAX = 3000;
const STOP_MS_MAX = 120_000;
/** What a person sees, and what a test reads: VS Code draws only the rows of a list that are in sight. */
const SEEN = { width: 1400, height: 850 };
export const READ = { width: 1400, height: 2600 };
const WIDER_BY = 130;

export type Place = { path: string; line: number };

/** The window of VS Code, used with the keys that its users use. */
export class Workbench implements AsyncDisposable {
  readonly #browser: Browser;
  readonly #page: Page;

  private constructor(browser: Browser, page: Page) {
    this.#browser = browser;
    this.#page = page;
  }

  /** A window of its own: breakpoints are kept by the browser, so it has none. */
  static async open(address: string): Promise<Workbench> {
    const browser = await chromium.launch({
      executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu'],
    });
    const page = await browser.newPage({ viewport: SEEN });
    page.setDefaultTimeout(READY_MS_MAX);
    await page.goto(address);
    await page.locator('.explorer-folders-view .monaco-list-row').first().waitFor();
    const workbench = new Workbench(browser, page);
    await workbench.#widenSideBar();
    return workbench;
  }

  async openFile({ path, line }: Place): Promise<void> {
    // Quick Open takes a whole path with a line; it is the same window all the time, which keeps what was set.
    await this.#quickOpen(`${join(workspaceRoot, path)}:${line}`, basename(path));
    await this.#untilAsked();
    await this.#untilShown({ path, line });
  }

  async setBreakpoint(place: Place): Promise<void> {
    await this.openFile(place);
    await this.#page.locator('.editor-instance .monaco-editor.focused').waitFor();
    const red = this.#page.locator('.glyph-margin-widgets .codicon[class*=debug-breakpoint]').first();
    // The key toggles, and a window that was opened just now may not know it yet.
    for (let tries = 0; tries < KEY_TRIES_MAX && (await red.count()) === 0; tries++) {
      await this.#page.keyboard.press('F9');
      await red.waitFor({ timeout: KEY_MS_MAX }).catch(() => undefined);
    }
    await red.waitFor();
  }

  async start(configuration: string): Promise<void> {
    await this.#fold('Watch', 'Breakpoints');
    await this.#quickOpen(`debug ${configuration}`, configuration);
  }

  /** Answers what the configuration asks in an input box. */
  async answer(question: string, text: string): Promise<void> {
    const widget = this.#page.locator('.quick-input-widget');
    await widget.getByText(question).waitFor();
    await widget.locator('input').first().fill(text);
    await this.#page.keyboard.press('Enter');
    await this.#untilAsked();
  }

  /** Chooses from a list that the configuration offers: types, and takes what is left. */
  async choose(placeholder: string, text: string): Promise<void> {
    const widget = this.#page.locator('.quick-input-widget');
    await widget.getByPlaceholder(placeholder).fill(text);
    await widget.locator('.quick-input-list .monaco-list-row').filter({ hasText: text }).first().click();
    await this.#untilAsked();
  }

  /** Waits until a session is under way: its buttons offer to pause it. */
  async running(): Promise<void> {
    await this.#page.locator('.debug-toolbar .codicon-debug-pause').waitFor();
  }

  /** Waits until the breakpoint in the shown file holds nowhere, since the program is gone. */
  async breakpointIsLost(): Promise<void> {
    await this.#mark('debug-breakpoint-unverified').waitFor();
  }

  /** Waits for a stop there; one that is listed below the threads of another session is read in a higher window. */
  async stoppedAt(place: Place, window = SEEN): Promise<void> {
    await this.#page.setViewportSize(window);
    await this.#frame(place).waitFor({ timeout: STOP_MS_MAX });
    await this.#page.setViewportSize(SEEN);
    await this.#untilShown(place);
    await this.#page.locator('.editor-instance .debug-top-stack-frame-line').first().waitFor();
  }

  /**
   * Sends requests until one is stopped there, and is not answered yet. VS Code does not show when a debugger that attaches
   * has its breakpoints in the program: until it has, requests pass.
   */
  async stoppedBy<Answer>(request: () => Promise<Answer>, place: Place): Promise<{ answer: Promise<Answer> }> {
    const stop = this.stoppedAt(place).then(() => true);
    for (;;) {
      const answer = request();
      if (await Promise.race([stop, answer.then(() => false)])) return { answer };
      await this.#page.waitForTimeout(POLL_MS);
    }
  }

  /** Waits until the stack has this frame too; external code is folded, and what is far down comes later. */
  async stackHas(place: Place): Promise<void> {
    await this.#page.setViewportSize(READ);
    const more = this.#page.locator('.debug-call-stack').getByText('Load More Stack Frames').first();
    const end = Date.now() + READY_MS_MAX;
    while (!(await this.#frame(place).isVisible()) && Date.now() < end) {
      // VS Code may load them by itself meanwhile, and the row is gone.
      if (await more.isVisible()) await more.click({ timeout: KEY_MS_MAX }).catch(() => undefined);
      else await this.#page.waitForTimeout(POLL_MS);
    }
    await this.#frame(place).waitFor({ timeout: KEY_MS_MAX });
    await this.#page.setViewportSize(SEEN);
  }

  async selectFrame(place: Place): Promise<void> {
    await this.stackHas(place);
    await this.#page.setViewportSize(READ);
    await this.#frame(place).click();
    await this.#page.setViewportSize(SEEN);
    await this.#untilShown(place);
  }

  /** What the Variables view says of it. */
  async variable(name: string): Promise<string> {
    const row = this.#page
      .locator('.debug-variables .monaco-list-row')
      .filter({ hasText: new RegExp(`^\\s*${escaped(name)}\\s*[:=]`) })
      .first();
    await row.waitFor();
    return (await row.innerText()).replace(/\s+/g, ' ');
  }

  /** Types an expression in the Debug Console, in the chosen frame, and waits for an answer of this kind. */
  async evaluate(expression: string, answer: RegExp): Promise<string> {
    await this.#command('Debug Console: Focus on Debug Console View');
    await this.#page.locator('.repl .repl-input-wrapper .view-lines').click();
    await this.#page.keyboard.type(expression);
    await this.#page.keyboard.press('Escape');
    await this.#page.keyboard.press('Enter');
    const row = this.#page.locator('.repl .monaco-list-row').filter({ hasText: answer }).last();
    await row.waitFor();
    return await row.innerText();
  }

  async press(key: 'F5' | 'F10' | 'F11' | 'Shift+F11'): Promise<void> {
    await this.#page.keyboard.press(key);
  }

  /** Ends every session: a compound and a page have several. */
  async stop(): Promise<void> {
    const toolbar = this.#page.locator('.debug-toolbar');
    await this.#page.keyboard.press('Shift+F5');
    await toolbar.waitFor({ state: 'hidden', timeout: STOP_MS_MAX });
  }

  async screenshot(path: string): Promise<void> {
    mkdirSync(dirname(path), { recursive: true });
    // Messages of the corner cover what is shown.
    await this.#command('Notifications: Clear All Notifications');
    await this.#page.screenshot({ path });
  }

  async #widenSideBar(): Promise<void> {
    const box = await this.#page.locator('.part.sidebar').boundingBox();
    if (!box) throw new Error('The window has no side bar.');
    const [edge, middle] = [box.x + box.width, box.y + box.height / 2];
    await this.#page.mouse.move(edge, middle);
    await this.#page.mouse.down();
    await this.#page.mouse.move(edge + WIDER_BY, middle, { steps: 5 });
    await this.#page.mouse.up();
  }

  /** Makes room for the variables and the stack. */
  async #fold(...sections: string[]): Promise<void> {
    await this.#command('View: Show Run and Debug');
    for (const name of sections) {
      const header = this.#page.locator(`.pane-header[aria-label="${name} Section"]`);
      await header.waitFor();
      if ((await header.getAttribute('aria-expanded')) === 'true') await header.click();
    }
  }

  #mark(kind: string): Locator {
    return this.#page.locator(`.glyph-margin-widgets .codicon-${kind}`).first();
  }

  #frame({ path, line }: Place): Locator {
    return this.#page
      .locator('.debug-call-stack .monaco-list-row')
      .filter({ hasText: new RegExp(`${escaped(basename(path))}\\s*${line}:`) })
      .first();
  }

  /** The editor has the cursor there. */
  async #untilShown({ path, line }: Place): Promise<void> {
    await this.#page
      .locator('.tab.active')
      .filter({ hasText: basename(path) })
      .waitFor();
    await this.#page.getByText(new RegExp(`Ln ${line}, Col`)).waitFor();
  }

  async #command(name: string): Promise<void> {
    await this.#quickOpen(`>${name}`, name);
    await this.#untilAsked();
  }

  /** The box that everything is asked in is closed. */
  async #untilAsked(): Promise<void> {
    await this.#page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  }

  async #quickOpen(text: string, wanted: string): Promise<void> {
    await this.#page.keyboard.press('Control+P');
    const widget = this.#page.locator('.quick-input-widget');
    await widget.locator('input').first().fill(text);
    await widget
      .locator('.quick-input-list .monaco-list-row')
      // Not one that another name only begins with.
      .filter({ hasText: new RegExp(`^${escaped(wanted)}(?!,)`) })
      .first()
      .click();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
  }
}

/** Until `RegExp.escape` is in the language that we compile for. */
function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
