import { type Routes } from '@angular/router';

/** Each view is a part of its own that comes when it is first gone to. The server answers these paths with the page: `PAGE_PATHS` of the contract. */
export const routes: Routes = [
  {
    path: '',
    pathMatch: 'full',
    title: 'Bimetal',
    loadComponent: async () => (await import('./documents/documents-page')).DocumentsPage,
  },
  {
    path: 'transfer',
    title: $localize`:@@transfer.title:Transfer · Bimetal`,
    loadComponent: async () => (await import('./transfer/transfer-page')).TransferPage,
  },
  {
    path: 'keys',
    title: $localize`:@@keys.title:Keys · Bimetal`,
    loadComponent: async () => (await import('./keys/keys-page')).KeysPage,
  },
  { path: '**', redirectTo: '' },
];
