import { loadTranslations } from '@angular/localize';

/** A language of the page. The words in the source are English. */
export type Language = 'en' | 'de';

export const LANGUAGES: readonly Language[] = ['en', 'de'];

const STORAGE_NAME = 'bimetal-language';

/** The language that the page is shown in, for `Intl` too. It holds from the start on: another one takes a reload. */
export function language(): Language {
  return LANGUAGES.find((known) => known === document.documentElement.lang) ?? 'en';
}

/** Loads the words of the language that the person has chosen, or the first of the browser's that there is. */
export async function loadLanguage(): Promise<void> {
  const chosen = stored() ?? preferred(navigator.languages);
  document.documentElement.lang = chosen;
  if (chosen === 'de') loadTranslations((await import('./de/de')).GERMAN);
}

/** Shows the page in a language from now on. */
export function chooseLanguage(chosen: Language): void {
  try {
    localStorage.setItem(STORAGE_NAME, chosen);
  } catch {
    // A browser may forbid storage; then its own choice holds.
  }
  location.reload();
}

/** The first of a browser's languages, such as `de-AT`, that the page has. */
export function preferred(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const found = LANGUAGES.find((known) => tag.toLowerCase().split('-')[0] === known);
    if (found !== undefined) return found;
  }
  return 'en';
}

function stored(): Language | undefined {
  try {
    return LANGUAGES.find((known) => known === localStorage.getItem(STORAGE_NAME));
  } catch {
    return undefined;
  }
}
