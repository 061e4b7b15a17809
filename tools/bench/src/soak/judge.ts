/** What is noted of one interval of a soak. */
export type Moment = {
  seconds: number;
  rss_bytes: number;
  /** Memory that no file stands behind. The rest are pages of mapped segments, which the system may take back. */
  anonymous_bytes: number;
  disk_bytes: number;
  live_bytes: number;
  put_ms: { p50: number; p99: number; p999: number };
  get_ms: { p50: number; p99: number; p999: number };
};

export type Verdict = { rows: Record<string, { value: number; most: number }>; problems: string[] };

/** Memory may grow by this much from the middle third of a soak to its last: the allocator's and V8's moods. */
const MEMORY_GROWTH_MAX = 0.1;
const DISK_GROWTH_MAX = 0.25;
/** Dead bytes that wait for compaction, what a round of it writes, the segment being written, and the retained changes. */
const DISK_OVER_LIVE_MAX = 3;
const RETAINED_BYTES = 16 << 20;

/** Whether memory stayed flat and space bounded. The first third does not count: it is spent getting warm. */
export function judge(moments: readonly Moment[]): Verdict {
  const third = Math.floor(moments.length / 3);
  const [middle, last] = [moments.slice(third, 2 * third), moments.slice(2 * third)];
  const growth = (of: (moment: Moment) => number) => mean(last.map(of)) / mean(middle.map(of)) - 1;
  const overLive = moments.map(({ disk_bytes, live_bytes }) => (disk_bytes - RETAINED_BYTES) / live_bytes);
  const rows = {
    'memory growth, middle to last third': {
      value: growth(({ anonymous_bytes }) => anonymous_bytes),
      most: MEMORY_GROWTH_MAX,
    },
    'disk growth, middle to last third': { value: growth(({ disk_bytes }) => disk_bytes), most: DISK_GROWTH_MAX },
    'disk over live, without retained changes': { value: Math.max(...overLive), most: DISK_OVER_LIVE_MAX },
  };
  const problems = Object.entries(rows)
    .filter(([, { value, most }]) => !(value <= most))
    .map(([name, { value, most }]) => `${name}: ${value.toFixed(2)}, at most ${most}`);
  if (third === 0) problems.push('the soak was too short to judge');
  return { rows, problems };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
