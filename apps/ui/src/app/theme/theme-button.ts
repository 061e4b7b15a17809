import { Component, computed, inject } from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { ThemeChooser, themeName } from './theme-chooser';

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
  protected readonly label = computed(() => {
    const shown = themeName(this.chooser.theme());
    return $localize`:@@theme.label:Theme: ${shown}:theme:. Change to ${themeName(this.chooser.next())}:next:`;
  });
}
