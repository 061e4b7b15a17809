import { inject, Injectable, Injector, type Type } from '@angular/core';

/** Opens the palette and the sheet of shortcuts. Both come when they are first asked for. */
@Injectable({ providedIn: 'root' })
export class CommandDialogs {
  readonly #injector = inject(Injector);
  #isOpening = false;

  openPalette(): void {
    void this.#open(async () => (await import('./command-palette')).CommandPalette, 'palette-heading');
  }

  openSheet(): void {
    void this.#open(async () => (await import('./shortcuts-sheet')).ShortcutsSheet, 'sheet-heading');
  }

  async #open(load: () => Promise<Type<unknown>>, ariaLabelledBy: string): Promise<void> {
    // Pressed twice before it has come.
    if (this.#isOpening) return;
    this.#isOpening = true;
    try {
      const [{ Dialog }, component] = await Promise.all([import('@angular/cdk/dialog'), load()]);
      this.#injector.get(Dialog).open(component, { ariaLabelledBy, backdropClass: 'backdrop', maxWidth: '100vw' });
    } finally {
      this.#isOpening = false;
    }
  }
}
