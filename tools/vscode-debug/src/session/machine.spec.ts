import { INITIAL, next, type Effect, type Machine, type NativeStop, type Signal } from './machine.ts';

const stop = (description: string, threadId = 1): Signal => ({
  from: 'lldb',
  what: 'stopped',
  stop: { threadId, reason: 'breakpoint', description, breakpointIds: [] } satisfies NativeStop,
});
const paused = (why: 'start' | 'instrumentation' | 'user' = 'user'): Signal => ({
  from: 'inspector',
  what: 'paused',
  why,
});
const own = (what: Extract<Signal, { from: 'adapter' }>['what']): Signal => ({ from: 'adapter', what });
const ended: Signal = { from: 'lldb', what: 'ended' };

/** Sends the signals in their order, as they were recorded, and tells the state and all effects but `none`. */
function check(signals: readonly Signal[], phase: Machine['phase'], effects: readonly Effect[]): Machine {
  let machine = INITIAL;
  const seen: Effect[] = [];
  for (const signal of signals) {
    const [following, effect] = next(machine, signal);
    machine = following;
    if (effect !== 'none') seen.push(effect);
  }
  expect({ phase: machine.phase, effects: seen }).toEqual({ phase, effects });
  return machine;
}

const started = [own('started'), paused('start')] as const;

it('leaves the pause before the first script, and those before scripts with source maps', () => {
  check([...started, paused('instrumentation')], 'running', ['leave-start', 'read-source-map']);
});

it('announces a pause of V8', () => {
  check([...started, paused()], 'script-stopped', ['leave-start', 'announce-script']);
});

it('announces one native stop, though LLDB tells of each thread', () => {
  check([...started, stop('breakpoint 1.1'), stop('breakpoint 1.1', 2)], 'native-stopped', [
    'leave-start',
    'announce-native',
  ]);
});

it('looks during a pause of V8, and shows nothing of it', () => {
  const signals = [...started, paused(), own('look-begins'), stop('signal SIGSTOP'), own('look-ends')];
  const machine = check(signals, 'script-stopped', ['leave-start', 'announce-script', 'begin-look']);
  expect(machine.interrupts).toBe(0);
});

it('shows the stop that came instead of the look’s own, and swallows the interrupt when it arrives', () => {
  const overtaken = [...started, paused(), own('look-begins'), stop('breakpoint 1.1', 7), own('look-ends')];
  check(overtaken, 'native-stopped', ['leave-start', 'announce-script', 'begin-look', 'announce-native']);
  check([...overtaken, own('native-continues'), stop('signal SIGSTOP')], 'script-stopped', [
    'leave-start',
    'announce-script',
    'begin-look',
    'announce-native',
    'announce-script',
    'swallow-interrupt',
  ]);
});

it('bursts at a native stop, and comes back to it', () => {
  const signals = [...started, stop('breakpoint 1.1'), own('burst-begins'), paused(), own('burst-ends')];
  check(signals, 'native-stopped', ['leave-start', 'announce-native', 'begin-burst']);
});

it('ends at the next statement of V8 a step that a burst began', () => {
  const signals = [
    ...started,
    stop('b'),
    own('burst-begins'),
    paused(),
    own('burst-ends'),
    own('native-continues'),
    paused(),
  ];
  check(signals, 'script-stopped', ['leave-start', 'announce-native', 'begin-burst', 'announce-script']);
});

it('shows the native stop of another thread during a pause of V8, and the pause again after it', () => {
  const signals = [...started, paused(), stop('breakpoint 2.1', 9), own('native-continues')];
  check(signals, 'script-stopped', ['leave-start', 'announce-script', 'announce-native', 'announce-script']);
});

it('keeps for later a pause of V8 whose message was under way when LLDB stopped the process', () => {
  const signals = [...started, stop('breakpoint 1.1'), paused(), own('native-continues')];
  check(signals, 'script-stopped', ['leave-start', 'announce-native', 'announce-script']);
});

it('keeps for later a script with a source map that V8 was to run when LLDB stopped the process', () => {
  const signals = [...started, stop('breakpoint 1.1'), paused('instrumentation'), own('native-continues')];
  check(signals, 'running', ['leave-start', 'announce-native', 'read-source-map']);
});

it('shows the interrupt that the user’s pause asked for', () => {
  const machine = check([...started, own('pause-wanted'), stop('signal SIGSTOP')], 'native-stopped', [
    'leave-start',
    'announce-native',
  ]);
  expect(machine).toMatchObject({ interrupts: 0, pauseWanted: false });
});

it('swallows the interrupt of a pause when V8 came first', () => {
  const signals = [...started, own('pause-wanted'), paused(), stop('signal SIGSTOP')];
  check(signals, 'script-stopped', ['leave-start', 'announce-script', 'swallow-interrupt']);
});

it('swallows the interrupt of a pause that another stop came before, also when both are told at once', () => {
  const both = [...started, own('pause-wanted'), stop('breakpoint 1.1'), stop('signal SIGSTOP', 2)];
  expect(check(both, 'native-stopped', ['leave-start', 'announce-native']).interrupts).toBe(0);
  const later = [...started, own('pause-wanted'), stop('breakpoint 1.1'), own('native-continues')];
  check([...later, stop('signal SIGSTOP')], 'running', ['leave-start', 'announce-native', 'swallow-interrupt']);
});

it('shows a SIGSTOP that somebody else sent', () => {
  check([...started, paused(), stop('signal SIGSTOP')], 'native-stopped', [
    'leave-start',
    'announce-script',
    'announce-native',
  ]);
});

it('runs after a resume of V8, and after a continue of LLDB', () => {
  check([...started, paused(), own('script-resumes')], 'running', ['leave-start', 'announce-script']);
  check([...started, stop('b'), own('native-continues')], 'running', ['leave-start', 'announce-native']);
});

it('ends once, and hears nothing more', () => {
  check([...started, ended, ended, paused(), stop('b')], 'ended', ['leave-start', 'end']);
});
