import { Component, computed, inject } from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { ThemeChooser } from './theme-chooser';

@Component({
  selector: 'app-theme-button',
  imports: [MatIcon, MatIconButton],
  template: `
    <button matIconButton type="button" [attr.aria-label]="label()" [title]="label()" (click)="chooser.chooseNext()">
      <mat-icon [svgIcon]="'theme-' + chooser.theme()" />
    </button>
  `,
})
export class ThemeButton {
  protected readonly chooser = inject(ThemeChooser);
  protected readonly label = computed(() => `Theme: ${this.chooser.theme()}. Change to ${this.chooser.next()}`);
}
