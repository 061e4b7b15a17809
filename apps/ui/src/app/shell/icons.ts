import { inject, provideAppInitializer, type EnvironmentProviders } from '@angular/core';
import { MatIconRegistry } from '@angular/material/icon';
import { DomSanitizer } from '@angular/platform-browser';
import {
  mdiAccountCircleOutline,
  mdiAlertCircleOutline,
  mdiCheck,
  mdiContentCopy,
  mdiDeleteOutline,
  mdiFileDocumentMultipleOutline,
  mdiKeyVariant,
  mdiMagnify,
  mdiPlus,
  mdiRefresh,
  mdiSwapVertical,
  mdiThemeLightDark,
  mdiTranslate,
  mdiUndoVariant,
  mdiWeatherNight,
  mdiWhiteBalanceSunny,
} from '@mdi/js';

/** The icons of the page. Single paths from npm: an icon font would weigh more than the rest of the page together. */
const ICONS = {
  account: mdiAccountCircleOutline,
  add: mdiPlus,
  check: mdiCheck,
  copy: mdiContentCopy,
  delete: mdiDeleteOutline,
  documents: mdiFileDocumentMultipleOutline,
  error: mdiAlertCircleOutline,
  key: mdiKeyVariant,
  language: mdiTranslate,
  refresh: mdiRefresh,
  search: mdiMagnify,
  'theme-dark': mdiWeatherNight,
  'theme-light': mdiWhiteBalanceSunny,
  'theme-system': mdiThemeLightDark,
  transfer: mdiSwapVertical,
  undo: mdiUndoVariant,
} as const;

/**
 * Lets templates say `<mat-icon svgIcon="add" />`. What passes the sanitizer here is put together from the constants above and
 * nothing else; Angular Material makes it HTML by its own policy of Trusted Types, the only one beside Angular's that the server allows.
 */
export function provideIcons(): EnvironmentProviders {
  return provideAppInitializer(() => {
    const registry = inject(MatIconRegistry);
    const sanitizer = inject(DomSanitizer);
    for (const [name, path] of Object.entries(ICONS)) {
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="${path}"/></svg>`;
      registry.addSvgIconLiteral(name, sanitizer.bypassSecurityTrustHtml(svg));
    }
  });
}
