/**
 * Aborted when the user or Nx wants the process to end: by a signal, or by Nx being gone (its channel to us closes even
 * when it was killed outright).
 */
export function stopRequest(): AbortSignal {
  const stop = new AbortController();
  const abort = () => stop.abort();
  process.once('SIGINT', abort);
  process.once('SIGTERM', abort);
  process.once('disconnect', abort);
  return stop.signal;
}
