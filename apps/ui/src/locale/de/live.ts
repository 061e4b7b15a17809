export const LIVE = {
  'live.awaySince': 'Getrennt seit {$time}',
  'live.catchingUp': 'Holt auf',
  'live.connecting': 'Verbindet',
  'live.live': 'Live',
  'live.reconnecting': 'Verbindet neu',
  'live.reconnectingIn': 'Neuer Versuch in {$seconds} s',
  'live.retry': 'Jetzt verbinden',
  'live.sinceTime': 'Live seit {$time}',
};
