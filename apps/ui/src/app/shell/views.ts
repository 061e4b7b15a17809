/** A view that the navigation leads to. */
export interface View {
  readonly path: string;
  readonly icon: string;
  readonly name: string;
}

/** The views, in the order of the navigation. */
export const VIEWS: readonly View[] = [
  { path: '/', icon: 'documents', name: $localize`:@@view.documents:Documents` },
  { path: '/transfer', icon: 'transfer', name: $localize`:@@view.transfer:Transfer` },
  { path: '/keys', icon: 'key', name: $localize`:@@view.keys:Keys` },
];
