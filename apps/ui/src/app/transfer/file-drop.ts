import { Component, inject, Injectable, signal } from '@angular/core';
import { Router } from '@angular/router';

/** Files that were dropped on the page and that nobody has taken yet. */
@Injectable({ providedIn: 'root' })
export class DroppedFiles {
  readonly #files = signal<readonly File[]>([]);
  readonly files = this.#files.asReadonly();

  drop(files: readonly File[]): void {
    this.#files.set(files);
  }

  take(): readonly File[] {
    const files = this.#files();
    this.#files.set([]);
    return files;
  }
}

/** Takes files that are dropped anywhere on the page to where they are imported. A browser would leave the page and show them. */
@Component({
  selector: 'app-file-drop',
  template: `
    @if (isOver()) {
      <div class="over" aria-hidden="true">
        <p i18n="@@transfer.drop">Drop files to import them</p>
      </div>
    }
  `,
  styles: `
    .over {
      position: fixed;
      inset: 0;
      z-index: 10;
      display: grid;
      place-items: center;
      border: 3px dashed var(--copper-strip);
      background: color-mix(in srgb, var(--mat-sys-surface) 82%, transparent);
      pointer-events: none;
    }
    p {
      font-size: 1.5rem;
      font-weight: 640;
    }
  `,
  host: {
    '(document:dragover)': 'allow($event)',
    '(document:dragleave)': 'leave($event)',
    '(document:drop)': 'take($event)',
  },
})
export class FileDrop {
  readonly #dropped = inject(DroppedFiles);
  readonly #router = inject(Router);
  protected readonly isOver = signal(false);

  protected allow(event: DragEvent): void {
    if (event.defaultPrevented || event.dataTransfer?.types.includes('Files') !== true) return;
    event.preventDefault();
    this.isOver.set(true);
  }

  /** Of all that is left on the way, the last has nothing that is entered instead. */
  protected leave(event: DragEvent): void {
    if (event.relatedTarget === null) this.isOver.set(false);
  }

  protected take(event: DragEvent): void {
    this.isOver.set(false);
    const files = [...(event.dataTransfer?.files ?? [])];
    if (event.defaultPrevented || files.length === 0) return;
    event.preventDefault();
    this.#dropped.drop(files);
    void this.#router.navigateByUrl('/transfer');
  }
}
