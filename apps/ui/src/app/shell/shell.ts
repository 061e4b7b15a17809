import { Component, inject } from '@angular/core';
import { RouterOutlet } from '@angular/router';
import { ShellActions } from '../commands/shell-actions';
import { DocumentKeeper } from '../documents/document-keeper';
import { SessionLine } from '../session/session-line';
import { SignInCard } from '../session/sign-in-card';
import { Standing } from '../session/standing';
import { FileDrop } from '../transfer/file-drop';
import { TopBar } from './top-bar';

/** What all views have around them. */
@Component({
  selector: 'app-root',
  imports: [FileDrop, RouterOutlet, SessionLine, SignInCard, TopBar],
  template: `
    <app-top-bar />
    <main>
      @if (standing.isSignedOut()) {
        <app-sign-in-card />
      }
      <!-- Hidden and not taken away: what is typed, and where, is there again after the person has signed in. -->
      <div [hidden]="standing.isSignedOut()">
        <app-session-line />
        <router-outlet />
      </div>
    </main>
    <app-file-drop />
  `,
  styleUrl: './shell.scss',
  host: { '(window:beforeunload)': 'warnOfUnsaved($event)' },
})
export class Shell {
  protected readonly standing = inject(Standing);
  readonly #keeper = inject(DocumentKeeper);

  constructor() {
    inject(ShellActions).begin();
  }

  protected warnOfUnsaved(event: BeforeUnloadEvent): void {
    if (this.#keeper.hasUnsaved()) event.preventDefault();
  }
}
