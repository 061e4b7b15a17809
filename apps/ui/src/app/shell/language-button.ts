import { Component } from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { chooseLanguage, language } from '../../locale/language';

/** Shows the page in its other language. */
@Component({
  selector: 'app-language-button',
  imports: [MatIconButton],
  template: `
    <button
      matIconButton
      type="button"
      [attr.lang]="next"
      i18n-aria-label="@@language.next"
      aria-label="Show in German"
      i18n-title="@@language.next"
      title="Show in German"
      (click)="change()"
    >
      <span aria-hidden="true">{{ next.toUpperCase() }}</span>
    </button>
  `,
  styles: `
    span {
      font-size: 0.8125rem;
      font-weight: 650;
      letter-spacing: 0.02em;
    }
  `,
})
export class LanguageButton {
  protected readonly next = language() === 'de' ? 'en' : 'de';

  protected change(): void {
    chooseLanguage(this.next);
  }
}
