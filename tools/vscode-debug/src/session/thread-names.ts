/** Threads named for what they do. Linux keeps 15 characters of a name, so the ends of some are missing. */
export function threadName(name: string, threadId: number, pid: number, workerName?: string): string {
  if (workerName !== undefined) return workerName;
  if (threadId === pid || /^node-MainThread|^node$/.test(name)) return 'Main thread (Node)';
  if (/^node-?V8Worker|V8 ?DefaultWorke|^V8Worker/.test(name)) return 'V8 background thread';
  if (/^(node-)?Inspector|^InspectorIo/.test(name)) return 'Inspector';
  if (/^(node-)?SignalInspect/.test(name)) return 'Inspector signal thread';
  if (/^(libuv-worker|node-UVWorker|node-libuv)/.test(name)) return 'libuv thread pool';
  if (/^(node-)?DelayedTask/.test(name)) return 'V8 delayed tasks';
  if (/WorkerThread|^Worker/.test(name)) return `Node worker (${name})`;
  return name || `Thread ${threadId}`;
}
