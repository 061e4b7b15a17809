import {
  afterNextRender,
  Component,
  computed,
  ElementRef,
  inject,
  Injector,
  input,
  signal,
  viewChild,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import { type ApiKey } from '@bimetal/contract';
import { type Refusal, refusalOf } from '../server/refusal';
import { RefusalNote } from '../server/refusal-note';
import { Standing } from '../session/standing';
import { dayText, expiryText } from './key-expiry';
import { KeyKeeper } from './key-keeper';
import { SCOPE_TEXTS } from './scope-texts';

/** One API key: what it is for, when it ends, and its end. */
@Component({
  selector: 'app-key-row',
  imports: [MatButton, RefusalNote],
  templateUrl: './key-row.html',
  styleUrl: './key-row.scss',
})
export class KeyRow {
  readonly #keeper = inject(KeyKeeper);
  readonly #standing = inject(Standing);
  readonly #injector = inject(Injector);
  private readonly sure = viewChild('sure', { read: ElementRef<HTMLElement> });
  private readonly asking = viewChild('asking', { read: ElementRef<HTMLElement> });

  readonly key = input.required<ApiKey>();

  protected readonly name = computed(() => this.key().name || this.key().id);
  protected readonly headingId = computed(() => `api-key-${this.key().id}`);
  protected readonly scopes = computed(() => this.key().scopes.map((scope) => SCOPE_TEXTS[scope].name));
  protected readonly expiry = computed(() => expiryText(this.key().expires, Date.now()));
  protected readonly isOver = computed(() => Date.parse(this.key().expires ?? '') <= Date.now());
  protected readonly created = computed(() => dayText(this.key().created));
  protected readonly isOwn = computed(() => this.key().id === this.#standing.key()?.id);
  protected readonly isAsked = signal(false);
  protected readonly isBusy = signal(false);
  protected readonly refusal = signal<Refusal | undefined>(undefined);

  protected ask(): void {
    this.isAsked.set(true);
    // To the one that does nothing: who presses Enter twice is not to have revoked a key.
    afterNextRender({ write: () => this.sure()?.nativeElement.focus() }, { injector: this.#injector });
  }

  protected keep(): void {
    this.isAsked.set(false);
    this.refusal.set(undefined);
    afterNextRender({ write: () => this.asking()?.nativeElement.focus() }, { injector: this.#injector });
  }

  protected async revoke(): Promise<void> {
    if (this.isBusy()) return;
    this.isBusy.set(true);
    this.refusal.set(undefined);
    try {
      await this.#keeper.revoke(this.key());
    } catch (error) {
      this.refusal.set(refusalOf(error));
    } finally {
      this.isBusy.set(false);
    }
  }
}
