import {
  afterNextRender,
  Component,
  computed,
  type ElementRef,
  inject,
  input,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import { API_KEY_LIMITS, type Scope } from '@bimetal/contract';
import { type Refusal, refusalOf } from '../server/refusal';
import { RefusalNote } from '../server/refusal-note';
import { endOf, type Lasting, LASTINGS } from './key-expiry';
import { KeyKeeper } from './key-keeper';
import { SCOPE_ORDER, SCOPE_TEXTS } from './scope-texts';

/** Asks for what an API key is to be, and makes it. The first one of a server is for administration, whatever else. */
@Component({
  selector: 'app-new-key-form',
  imports: [MatButton, RefusalNote],
  templateUrl: './new-key-form.html',
  styleUrl: './new-key-form.scss',
})
export class NewKeyForm {
  readonly #keeper = inject(KeyKeeper);
  private readonly nameField = viewChild.required<ElementRef<HTMLInputElement>>('nameField');
  private readonly prefixField = viewChild<ElementRef<HTMLTextAreaElement>>('prefixField');
  private readonly untilField = viewChild<ElementRef<HTMLInputElement>>('untilField');

  readonly isFirst = input(false);
  readonly made = output();
  readonly cancelled = output();

  protected readonly limits = API_KEY_LIMITS;
  protected readonly lastings = LASTINGS;
  protected readonly scopes = SCOPE_ORDER.map((scope) => ({ scope, ...SCOPE_TEXTS[scope] }));
  protected readonly chosen = signal<ReadonlySet<Scope>>(new Set<Scope>(['read']));
  protected readonly isForAll = computed(() => this.isFirst() || this.chosen().has('admin'));
  protected readonly lasting = signal<Lasting>('90');
  protected readonly isBusy = signal(false);
  /** What is to be mended before anything is sent. */
  protected readonly missing = signal<'name' | 'scopes' | 'until' | undefined>(undefined);
  protected readonly refusal = signal<Refusal | undefined>(undefined);

  constructor() {
    afterNextRender(() => {
      if (!this.isFirst()) this.nameField().nativeElement.focus();
    });
  }

  protected choose(scope: Scope, isChosen: boolean): void {
    this.chosen.update((chosen) => new Set(isChosen ? [...chosen, scope] : [...chosen].filter((one) => one !== scope)));
    this.missing.set(undefined);
  }

  protected chooseLasting(value: string): void {
    this.lasting.set(LASTINGS.find((each) => each.value === value)?.value ?? 'ever');
  }

  protected async make(): Promise<void> {
    if (this.isBusy()) return;
    const name = this.nameField().nativeElement.value.trim();
    const prefixes = this.prefixField()?.nativeElement.value ?? '';
    const until = this.untilField()?.nativeElement.value ?? '';
    const lasting = this.isFirst() ? 'ever' : this.lasting();
    const expires = endOf(lasting, until, Date.now());
    const scopes: Scope[] = this.isForAll() ? ['admin'] : [...this.chosen()];
    this.refusal.set(undefined);
    this.missing.set(
      name === '' ? 'name' : scopes.length === 0 ? 'scopes' : expires === 'missing' ? 'until' : undefined,
    );
    if (this.missing() === 'name') this.nameField().nativeElement.focus();
    if (this.missing() !== undefined || expires === 'missing') return;
    const begins = this.isForAll() ? [] : prefixes.split(/\r?\n/).filter((prefix) => prefix !== '');
    const asked = { name, scopes, prefixes: begins, ...(expires === undefined ? {} : { expires }) };
    this.isBusy.set(true);
    try {
      // With the first key this form is gone: there is a list then.
      if (this.isFirst()) return await this.#keeper.makeFirst(asked);
      await this.#keeper.make(asked);
      this.made.emit();
    } catch (error) {
      this.refusal.set(refusalOf(error));
    } finally {
      this.isBusy.set(false);
    }
  }
}
