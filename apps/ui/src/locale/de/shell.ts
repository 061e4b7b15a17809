export const SHELL = {
  'language.next': 'Auf Englisch zeigen',
  'navigation.label': 'Ansichten',
  'theme.dark': 'dunkel',
  'theme.label': 'Farben: {$theme}. Wechseln zu {$next}',
  'theme.light': 'hell',
  'theme.system': 'wie das System',
  'view.documents': 'Dokumente',
  'view.keys': 'Schlüssel',
  'view.transfer': 'Übertragen',
};
