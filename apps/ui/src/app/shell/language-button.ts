import { Component } from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { chooseLanguage, language } from '../../locale/language';

/** Shows the page in its other language. */
@Component({
  selector: 'app-language-button',
  imports: [MatIcon, MatIconButton],
  template: `
    <button
      matIconButton
      type="button"
      i18n-aria-label="@@language.next"
      aria-label="Show in German"
      i18n-title="@@language.next"
      title="Show in German"
      (click)="change()"
    >
      <mat-icon svgIcon="language" />
    </button>
  `,
})
export class LanguageButton {
  protected change(): void {
    chooseLanguage(language() === 'de' ? 'en' : 'de');
  }
}
