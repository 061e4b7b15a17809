export const SHELL = {
  'language.next': 'Auf Englisch zeigen',
  'navigation.label': 'Ansichten',
  'view.documents': 'Dokumente',
  'view.keys': 'Schlüssel',
};
