import { Injectable, signal } from '@angular/core';

const STORAGE_NAME = 'bimetal-single-keys';

/** Whether single keys do something. Who speaks to their computer, or strikes keys by accident, can turn that off (WCAG 2.1.4). */
@Injectable({ providedIn: 'root' })
export class SingleKeys {
  readonly #areOn = signal(stored());

  readonly areOn = this.#areOn.asReadonly();

  use(wanted: boolean): void {
    this.#areOn.set(wanted);
    try {
      localStorage.setItem(STORAGE_NAME, String(wanted));
    } catch {
      // A browser may forbid storage; then the choice lasts as long as the page.
    }
  }
}

function stored(): boolean {
  try {
    return localStorage.getItem(STORAGE_NAME) !== 'false';
  } catch {
    return true;
  }
}
