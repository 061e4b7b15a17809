import { afterNextRender, Component, computed, type ElementRef, inject, signal, viewChild } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { MadeKey } from '../session/made-key';

/** Shows an API key the one time that it can be shown. */
@Component({
  selector: 'app-made-key-card',
  imports: [MatButton, MatIcon],
  template: `
    <section aria-labelledby="made-key-heading">
      <h3 #heading id="made-key-heading" tabindex="-1" i18n="@@keys.made.heading">The key {{ name() }} is made</h3>
      <p i18n="@@keys.made.once">
        Copy it now, and keep it where passwords are kept. It is not shown again: the server itself does not know it any
        more.
      </p>
      <div class="key">
        <input
          #field
          class="field mono"
          readonly
          spellcheck="false"
          i18n-aria-label="@@keys.made.label"
          aria-label="The new API key"
          [value]="made()?.key"
          (focus)="field.select()"
        />
        <button matButton="filled" type="button" (click)="copy()">
          <mat-icon [svgIcon]="isCopied() ? 'check' : 'copy'" aria-hidden="true" />
          <ng-container i18n="@@keys.made.copy">Copy</ng-container>
        </button>
      </div>
      <p class="said" role="status">{{ said() }}</p>
      <footer>
        <button matButton="outlined" type="button" i18n="@@keys.made.done" (click)="done()">I have kept it</button>
      </footer>
    </section>
  `,
  styles: `
    section {
      padding: 1.25rem 1.375rem 1rem;
      border: 1px solid var(--copper-line);
      border-radius: var(--radius-large);
      background: var(--copper-wash);
      box-shadow: var(--shadow-raised);
    }
    h3 {
      margin: 0;
      font-size: 1.125rem;
      font-weight: 620;
      overflow-wrap: anywhere;
    }
    p {
      max-inline-size: 44rem;
      margin: 0.5rem 0 0.875rem;
      line-height: 1.5;
    }
    .key {
      display: flex;
      flex-wrap: wrap;
      gap: 0.75rem;
    }
    .field {
      flex: 1 1 18rem;
      inline-size: auto;
      min-inline-size: 0;
      font-size: 0.875rem;
      text-overflow: ellipsis;
    }
    .said {
      min-block-size: 1.5em;
      margin: 0.5rem 0 0;
      color: var(--steel-text);
      font-size: 0.875rem;
    }
  `,
})
export class MadeKeyCard {
  readonly #made = inject(MadeKey);
  private readonly field = viewChild.required<ElementRef<HTMLInputElement>>('field');
  private readonly heading = viewChild.required<ElementRef<HTMLElement>>('heading');
  protected readonly made = this.#made.made;
  protected readonly name = computed(() => this.made()?.name || this.made()?.id);
  protected readonly isCopied = signal(false);
  protected readonly said = signal('');

  constructor() {
    afterNextRender(() => this.heading().nativeElement.focus());
  }

  /** Browsers give the clipboard to pages of HTTPS and of this machine alone; on others the person copies what is selected. */
  protected async copy(): Promise<void> {
    const key = this.made()?.key ?? '';
    const clipboard = navigator.clipboard as Clipboard | undefined;
    try {
      if (clipboard === undefined) throw new Error('the page has no clipboard');
      await clipboard.writeText(key);
      this.isCopied.set(true);
      this.said.set($localize`:@@keys.made.copied:Copied.`);
    } catch {
      this.field().nativeElement.focus();
      this.field().nativeElement.select();
      this.said.set($localize`:@@keys.made.selected:It is selected: copy it with Ctrl+C or ⌘C.`);
    }
  }

  protected done(): void {
    this.#made.forget();
  }
}
