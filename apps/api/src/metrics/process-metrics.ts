import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { type Exposition, type Labels } from './exposition.js';

/** LIMIT: a delay of the event loop that is shorter than this is not seen, in milliseconds. */
const DELAY_RESOLUTION_MS = 20;

const NANOS = 1e-9;
const QUANTILES = [0.5, 0.9, 0.99, 1] as const;

/** How an event loop has spent its time. */
export interface LoopTime {
  readonly activeMs: number;
  readonly idleMs: number;
  /** How late it came to a timer since it was last asked, in seconds, by {@link QUANTILES}. */
  readonly delays: readonly number[];
}

/** How the event loop of this thread keeps up. */
export class LoopClock implements Disposable {
  readonly #resolutionMs: number;
  readonly #delay: ReturnType<typeof monitorEventLoopDelay>;

  constructor(resolutionMs = DELAY_RESOLUTION_MS) {
    this.#resolutionMs = resolutionMs;
    this.#delay = monitorEventLoopDelay({ resolution: resolutionMs });
    this.#delay.enable();
  }

  /** Begins anew with the delays. */
  take(): LoopTime {
    const { active, idle } = performance.eventLoopUtilization();
    const delays = QUANTILES.map((quantile) => this.#lateness(quantile));
    this.#delay.reset();
    return { activeMs: active, idleMs: idle, delays };
  }

  [Symbol.dispose](): void {
    this.#delay.disable();
  }

  /** What it measures are pauses between looks: what is longer than the resolution is delay. */
  #lateness(quantile: number): number {
    if (this.#delay.count === 0) return 0;
    return Math.max(0, this.#delay.percentile(quantile * 100) * NANOS - this.#resolutionMs / 1000);
  }
}

/** What the process itself tells: its time, and its memory. `heaps` are those of all its event loops. */
export function writeProcess(heaps: Heaps, to: Exposition): void {
  const { user, system } = process.cpuUsage();
  to.counter('process_cpu_seconds_total', 'CPU time of all threads.', (user + system) / 1e6).gauge(
    'process_start_time_seconds',
    'When the process began, since 1970.',
    performance.timeOrigin / 1000,
  );
  writeMemory(heaps, to);
}

/** How event loops keep up: without a label where there is one alone. */
export function writeLoops(loops: readonly (readonly [worker: number, time: LoopTime])[], to: Exposition): void {
  const labels = (worker: number): Labels => (loops.length === 1 ? {} : { worker: String(worker) });
  to.counters(
    'bimetal_event_loop_active_seconds_total',
    'Time that the event loop was at work.',
    loops.map(([worker, { activeMs }]) => [labels(worker), activeMs / 1000]),
  )
    .counters(
      'bimetal_event_loop_idle_seconds_total',
      'Time that the event loop waited for work.',
      loops.map(([worker, { idleMs }]) => [labels(worker), idleMs / 1000]),
    )
    .gauges(
      'bimetal_event_loop_delay_seconds',
      'How late the event loop came to a timer since it was last asked for.',
      loops.flatMap(([worker, { delays }]) =>
        QUANTILES.map((quantile, at) => [{ ...labels(worker), quantile: String(quantile) }, delays[at] ?? 0] as const),
      ),
    );
}

/** Bytes of the heap of V8: that of one event loop, or those of all together. */
export type Heaps = Pick<NodeJS.MemoryUsage, 'heapTotal' | 'heapUsed' | 'external' | 'arrayBuffers'>;

function writeMemory({ heapTotal, heapUsed, external, arrayBuffers }: Heaps, to: Exposition): void {
  const { rss } = process.memoryUsage();
  to.gauge('process_resident_memory_bytes', 'Memory of the process, mapped files included.', rss)
    .gauge('nodejs_heap_size_total_bytes', 'Memory that V8 has taken for its heap.', heapTotal)
    .gauge('nodejs_heap_size_used_bytes', 'Memory of that heap that is in use.', heapUsed)
    .gauge('nodejs_external_memory_bytes', 'Memory outside of the heap that its objects hold.', external)
    .gauge('nodejs_array_buffers_bytes', 'The part of that in buffers.', arrayBuffers);
  const resident = residentBytes();
  if (resident === undefined) return;
  const { anonymous, files } = resident;
  to.gauge('bimetal_mapped_memory_bytes', 'Resident memory of mapped files: the system takes it back.', files).gauge(
    'bimetal_native_memory_bytes',
    'Resident memory of the process that is neither V8 nor a mapped file: the index of the store, above all.',
    Math.max(0, anonymous - heapTotal - external),
  );
}

/** What of the resident memory is the process's own, and what is of files. Linux tells; elsewhere nobody does. */
function residentBytes(): { readonly anonymous: number; readonly files: number } | undefined {
  if (process.platform !== 'linux') return undefined;
  const status = readFileSync('/proc/self/status', 'utf8');
  const kilobytes = (name: string): number => Number(new RegExp(`^${name}:\\s*(\\d+) kB`, 'm').exec(status)?.[1] ?? 0);
  return { anonymous: kilobytes('RssAnon') * 1024, files: kilobytes('RssFile') * 1024 };
}
