/** The page's own words about what failed. What the server says of it is in the server's words. */
export const REFUSALS = {
  'refusal.broken-off': 'Die Liste brach vor ihrem Ende ab',
  'refusal.broken-off-detail':
    'Der Server hat mitten in seiner Antwort aufgehört; den Grund nennt sein Log. Angezeigt wird, was bis dahin kam.',
  'refusal.changed': 'Im Store geändert',
  'refusal.changed-detail':
    'Es wurde nicht gelöscht. Hier steht, was der Store jetzt hat: Noch einmal Löschen löscht das.',
  'refusal.disk-full': 'Auf der Platte des Servers Platz schaffen, dann erneut speichern.',
  'refusal.key-segment':
    'Frühere Fassungen nahmen solche Schlüssel an. Was darunter liegt, lässt sich lesen und löschen; speichern bitte unter einem anderen.',
  'refusal.not-understood': 'Die Antwort des Servers war nicht zu verstehen',
  'refusal.other-key': 'Mit einem Schlüssel anmelden, der dafür gilt.',
  'refusal.place': 'Siehe Zeile {$line}, Spalte {$column}.',
  'refusal.poisoned': 'Den Server neu starten: Er prüft den Datenordner und schreibt dann wieder.',
  'refusal.sign-in': 'Anmelden, dann erneut versuchen.',
  'refusal.status': 'Status {$status}. Antwortet unter dieser Adresse etwas anderes?',
  'refusal.stopping': 'Der Server fährt gerade herunter. Erneut versuchen, wenn er wieder da ist.',
  'refusal.too-deep': 'Arrays und Objekte weniger tief ineinander legen.',
  'refusal.too-large': 'Kürzen oder auf mehrere Dokumente verteilen.',
  'refusal.trace': 'Trace {$START_TAG_CODE}{$INTERPOLATION}{$CLOSE_TAG_CODE}',
  'refusal.unreachable': 'Der Server ist nicht erreichbar',
  'refusal.unreachable-detail':
    'Nichts Eingegebenes geht verloren. Prüfen, ob der Server läuft, dann erneut versuchen.',
};
