import { Component, input } from '@angular/core';

/**
 * The sign of Bimetal, and its way to show state: two metals on one strip. It lies flat while page and store agree and
 * bends, the copper outside, while there is heat: work that is not saved yet. For eyes only; the words beside it say the same.
 */
@Component({
  selector: 'app-bimetal-strip',
  template: `
    <svg viewBox="0 0 48 20" aria-hidden="true" focusable="false">
      <path class="copper" />
      <path class="steel" />
    </svg>
  `,
  styles: `
    :host {
      display: inline-block;
      block-size: 1.25rem;
      inline-size: 3rem;
      flex: none;
    }
    svg {
      display: block;
      inline-size: 100%;
      block-size: 100%;
      overflow: visible;
    }
    path {
      fill: none;
      stroke-width: 3.5;
      stroke-linecap: round;
      transition:
        d 450ms cubic-bezier(0.34, 1.4, 0.64, 1),
        stroke 300ms;
    }
    .copper {
      d: path('M3 8.25 Q24 8.25 45 8.25');
      stroke: var(--copper-strip);
    }
    .steel {
      d: path('M3 11.75 Q24 11.75 45 11.75');
      stroke: var(--steel-strip);
    }
    :host(.bent) .copper {
      d: path('M3 14 Q24 -4 45 14');
    }
    :host(.bent) .steel {
      d: path('M4.5 17 Q24 0 43.5 17');
    }
    :host(.failed) .copper {
      stroke: var(--mat-sys-error);
    }
    :host(.glowing) .copper {
      animation: glow 900ms ease-in-out infinite alternate;
    }
    @keyframes glow {
      to {
        stroke: var(--copper-hot);
      }
    }
    @media (prefers-reduced-motion: reduce) {
      path {
        transition: none;
      }
      :host(.glowing) .copper {
        animation: none;
      }
    }
  `,
  host: {
    '[class.bent]': "shape() !== 'flat'",
    '[class.glowing]': "shape() === 'glowing'",
    '[class.failed]': "shape() === 'failed'",
  },
})
export class BimetalStrip {
  readonly shape = input<'flat' | 'bent' | 'glowing' | 'failed'>('flat');
}
