import { inject, Injectable } from '@angular/core';
import { Router } from '@angular/router';
import { chooseLanguage, language } from '../../locale/language';
import { VIEWS } from '../shell/views';
import { ThemeChooser, themeName, THEMES } from '../theme/theme-chooser';
import { type Action } from './action';
import { Actions } from './actions';
import { CommandDialogs } from './command-dialogs';
import { Shortcuts } from './shortcuts';

/** The second key of going to a view; the first is g. */
const LETTERS: Readonly<Record<string, string>> = {
  '/': 'd',
  '/changes': 'c',
  '/status': 's',
  '/transfer': 't',
  '/keys': 'k',
};

/** Offers what can be done in every view: to go to another one, and to change theme and language. */
@Injectable({ providedIn: 'root' })
export class ShellActions {
  readonly #router = inject(Router);
  readonly #theme = inject(ThemeChooser);
  readonly #dialogs = inject(CommandDialogs);
  readonly #actions = inject(Actions);
  readonly #shortcuts = inject(Shortcuts);

  begin(): void {
    this.#actions.offer([...this.#views(), ...this.#looks(), this.#sheet()]);
    this.#shortcuts.listen();
  }

  #views(): Action[] {
    return VIEWS.map(({ icon, name, path }) => ({
      name,
      icon,
      group: $localize`:@@commands.views:Go to`,
      run: () => void this.#router.navigateByUrl(path),
      ...(LETTERS[path] === undefined ? {} : { keys: `g ${LETTERS[path]}` }),
    }));
  }

  #looks(): Action[] {
    const group = $localize`:@@commands.page:The page`;
    const themes = THEMES.map((theme) => ({
      name: $localize`:@@commands.theme:Theme: ${themeName(theme)}:theme:`,
      icon: `theme-${theme}`,
      group,
      isOn: () => this.#theme.theme() !== theme,
      run: () => this.#theme.choose(theme),
    }));
    const other = language() === 'de' ? 'en' : 'de';
    const name = $localize`:@@language.next:Show in German`;
    return [...themes, { name, icon: 'language', group, run: () => chooseLanguage(other) }];
  }

  #sheet(): Action {
    return {
      name: $localize`:@@commands.sheet:Show the shortcuts`,
      icon: 'key',
      group: $localize`:@@commands.page:The page`,
      keys: '?',
      run: () => this.#dialogs.openSheet(),
    };
  }
}
