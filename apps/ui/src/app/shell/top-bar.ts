import { Component } from '@angular/core';
import { MatToolbar } from '@angular/material/toolbar';
import { ThemeButton } from '../theme/theme-button';
import { BimetalStrip } from './bimetal-strip';

/** The toolbar: the name on the left, what the page can do on the right. */
@Component({
  selector: 'app-top-bar',
  imports: [BimetalStrip, MatToolbar, ThemeButton],
  template: `
    <header>
      <mat-toolbar>
        <h1>
          <app-bimetal-strip shape="bent" />
          <span class="name"><span class="bi">Bi</span>metal</span>
        </h1>
        <div class="actions">
          <app-theme-button />
          <ng-content />
        </div>
      </mat-toolbar>
    </header>
    <div class="strip" aria-hidden="true"></div>
  `,
  styleUrl: './top-bar.scss',
})
export class TopBar {}
