import { Component } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import { MatToolbar } from '@angular/material/toolbar';
import { RouterLink, RouterLinkActive } from '@angular/router';
import { LiveSign } from '../live/live-sign';
import { AccountMenu } from '../session/account-menu';
import { ThemeButton } from '../theme/theme-button';
import { BimetalStrip } from './bimetal-strip';
import { LanguageButton } from './language-button';
import { VIEWS } from './views';

/** The toolbar: the name on the left, then the views, and on the right what is the same in all of them. On a phone the views are below. */
@Component({
  selector: 'app-top-bar',
  imports: [
    AccountMenu,
    BimetalStrip,
    LanguageButton,
    LiveSign,
    MatIcon,
    MatToolbar,
    RouterLink,
    RouterLinkActive,
    ThemeButton,
  ],
  template: `
    <header>
      <mat-toolbar>
        <h1>
          <app-bimetal-strip shape="bent" />
          <!-- eslint-disable-next-line @angular-eslint/template/i18n -- a name is the same in all languages -->
          <span class="name" translate="no"><span class="bi">Bi</span>metal</span>
        </h1>
        <nav i18n-aria-label="@@navigation.label" aria-label="Views">
          @for (view of views; track view.path) {
            <a
              [routerLink]="view.path"
              routerLinkActive="active"
              ariaCurrentWhenActive="page"
              [routerLinkActiveOptions]="{ exact: view.path === '/' }"
            >
              <mat-icon [svgIcon]="view.icon" aria-hidden="true" />
              <span>{{ view.name }}</span>
            </a>
          }
        </nav>
        <div class="actions">
          <app-live-sign />
          <app-account-menu />
          <app-language-button />
          <app-theme-button />
        </div>
      </mat-toolbar>
    </header>
    <div class="strip" aria-hidden="true"></div>
  `,
  styleUrl: './top-bar.scss',
})
export class TopBar {
  protected readonly views = VIEWS;
}
