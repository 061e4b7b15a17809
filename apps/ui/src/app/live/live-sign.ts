import { Component, computed, effect, inject, signal, untracked } from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { language } from '../../locale/language';
import { Standing } from '../session/standing';
import { LiveFeed } from './live-feed';
import { type LiveStatus } from './live-status';

/** Who was away for so long is told since when, and not in how many seconds the next attempt comes. */
const LONG_MS = 60_000;

/** A state is announced once it has lasted: a connection that breaks and is there again is nobody's news. */
const SETTLED_MS = 2_000;

/** Says in the top bar how the page hears of changes. */
@Component({
  selector: 'app-live-sign',
  imports: [MatIcon, MatIconButton],
  template: `
    @if (isShown()) {
      <span class="sign" [class]="state()" [title]="detail()">
        <span class="dot" aria-hidden="true"></span>
        <span class="words">{{ words() }}</span>
      </span>
      @if (state() === 'interrupted') {
        <button
          matIconButton
          type="button"
          i18n-aria-label="@@live.retry"
          aria-label="Connect now"
          i18n-title="@@live.retry"
          title="Connect now"
          (click)="feed.retry()"
        >
          <mat-icon svgIcon="refresh" />
        </button>
      }
    }
    <span class="cdk-visually-hidden" role="status">{{ announced() }}</span>
  `,
  styleUrl: './live-sign.scss',
})
export class LiveSign {
  protected readonly feed = inject(LiveFeed);
  readonly #standing = inject(Standing);
  readonly #now = signal(Date.now());
  protected readonly announced = signal('');

  protected readonly state = this.feed.state;
  protected readonly isShown = computed(
    () => this.#standing.session() !== undefined && this.#standing.mayRead() && !this.#standing.isSignedOut(),
  );
  protected readonly words = computed(() => wordsOf(this.feed.status(), this.#now()));
  protected readonly detail = computed(() => {
    const { state, since } = this.feed.status();
    const time = timeOf(since);
    return state === 'live' ? $localize`:@@live.sinceTime:Live since ${time}:time:` : awaySince(since);
  });

  constructor() {
    // The clock runs only while there is something to count down.
    effect((onCleanup) => {
      if (this.state() !== 'interrupted') return;
      untracked(() => this.#now.set(Date.now()));
      const timer = setInterval(() => this.#now.set(Date.now()), 1_000);
      onCleanup(() => clearInterval(timer));
    });
    let last = '';
    effect((onCleanup) => {
      const state = this.state();
      const timer = setTimeout(() => {
        // The first "Live" of a page is what everybody expects.
        if (last !== '' || state === 'interrupted')
          this.announced.set(untracked(() => announcementOf(this.feed.status())));
        if (state === 'live' || state === 'interrupted') last = state;
      }, SETTLED_MS);
      onCleanup(() => clearTimeout(timer));
    });
  }
}

/** The sign's words at a moment. */
export function wordsOf(status: LiveStatus, now: number): string {
  const { state, since, retryAt } = status;
  if (state === 'live') return $localize`:@@live.live:Live`;
  if (state === 'catching-up') return $localize`:@@live.catchingUp:Catching up`;
  if (state === 'connecting') return $localize`:@@live.connecting:Connecting`;
  if (now - since >= LONG_MS) return awaySince(since);
  const seconds = Math.ceil(((retryAt ?? now) - now) / 1_000);
  if (seconds <= 0) return $localize`:@@live.reconnecting:Reconnecting`;
  return $localize`:@@live.reconnectingIn:Reconnecting in ${seconds}:seconds: s`;
}

function announcementOf(status: LiveStatus): string {
  return status.state === 'interrupted' ? awaySince(status.since) : wordsOf(status, Date.now());
}

function awaySince(since: number): string {
  return $localize`:@@live.awaySince:Away since ${timeOf(since)}:time:`;
}

function timeOf(moment: number): string {
  return new Intl.DateTimeFormat(language(), { hour: '2-digit', minute: '2-digit' }).format(moment);
}
