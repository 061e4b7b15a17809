import { DOCUMENT, inject, Injectable, signal } from '@angular/core';

export type Theme = 'system' | 'light' | 'dark';

export const THEMES: readonly Theme[] = ['system', 'light', 'dark'];
const STORAGE_NAME = 'bimetal-theme';

/** Chooses between dark and light: as the system says, until the person says otherwise. `public/theme.js` applies it before the first paint. */
@Injectable({ providedIn: 'root' })
export class ThemeChooser {
  readonly #root = inject(DOCUMENT).documentElement;
  readonly #theme = signal(themeOf(this.#root.dataset['theme']));

  readonly theme = this.#theme.asReadonly();

  /** The theme that the next call of `chooseNext` chooses. */
  next(): Theme {
    return THEMES[(THEMES.indexOf(this.#theme()) + 1) % THEMES.length] ?? 'system';
  }

  chooseNext(): void {
    this.choose(this.next());
  }

  choose(theme: Theme): void {
    this.#theme.set(theme);
    this.#root.dataset['theme'] = theme;
    try {
      localStorage.setItem(STORAGE_NAME, theme);
    } catch {
      // A browser may forbid storage; then the choice lasts as long as the page.
    }
  }
}

/** What people call a theme. */
export function themeName(theme: Theme): string {
  if (theme === 'light') return $localize`:@@theme.light:light`;
  return theme === 'dark' ? $localize`:@@theme.dark:dark` : $localize`:@@theme.system:system`;
}

function themeOf(text: string | undefined): Theme {
  return THEMES.find((theme) => theme === text) ?? 'system';
}
