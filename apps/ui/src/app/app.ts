import { Component } from '@angular/core';
import { DocumentsPage } from './documents/documents-page';

@Component({
  selector: 'app-root',
  imports: [DocumentsPage],
  template: '<app-documents-page />',
})
export class App {}
