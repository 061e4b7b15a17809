import { linear, short } from '../charts/scale.ts';
import { element, FAINT, file, line, OURS, text } from '../charts/svg.ts';
import { type Row } from '../suite.ts';
import { figure } from '../table.ts';
import { type Name, NAMES } from './contenders.ts';

const WIDTH = 860;
const LEFT = 150;
const RIGHT = 90;
const BAR = 18;
const STEP = 26;
/** Above the bars of a panel. */
const HEAD = 46;
/** Below them, for the scale. */
const FOOT = 40;

/** Where a goal stands in a panel. */
type Mark = { at: number; words: string };

/** Bars of CPU, time and memory, each with its goals, and one bar of what the size is made of. */
export function startChart(rows: readonly Row[]): string {
  const content: string[] = [text('Start-up', 16, 26, { 'font-size': 16, 'font-weight': 600 })];
  let y = 38;
  const panel = (name: string, words: string, marks: readonly Mark[]) => {
    const row = rows.find((one) => one.name === name);
    if (!row) return;
    const drawn = drawBars(`${words}, ${row.unit}`, row, marks, y);
    content.push(...drawn.content);
    y = drawn.bottom;
  };
  const memory = rows.find(({ name }) => name === 'memory at ready')?.goal;
  panel('CPU to ready', 'CPU until it listens', cpuGoals(rows));
  panel('from start to ready', 'time until it listens', []);
  panel('memory at ready', 'resident memory then', memory ? [{ at: memory.floor, words: `${memory.floor} MB` }] : []);
  const size = rows.find(({ name }) => name === 'size');
  if (size) {
    content.push(...drawParts(size, y));
    y += HEAD + 2 * STEP + 30;
  }
  return file(WIDTH, y, 'Start-up', content);
}

/** The goals are shares of others: here they are what these shares come to. */
function cpuGoals(rows: readonly Row[]): Mark[] {
  const cpu = rows.find(({ name }) => name === 'CPU to ready');
  const goalOf = (name: string) => rows.find((row) => row.name === name)?.goal?.floor;
  const unbundled = cpu?.peers['unbundled'];
  const bare = cpu?.beside?.['bare node'];
  const [ofUnbundled, ofBare] = [goalOf('CPU over that of the unbundled server'), goalOf('CPU over that of bare node')];
  return [
    ...(unbundled !== undefined && ofUnbundled !== undefined
      ? [{ at: unbundled * ofUnbundled, words: `${ofUnbundled} × unbundled` }]
      : []),
    ...(bare !== undefined && ofBare !== undefined ? [{ at: bare * ofBare, words: `${ofBare} × bare node` }] : []),
  ];
}

function drawBars(title: string, row: Row, marks: readonly Mark[], top: number): { content: string[]; bottom: number } {
  const valueOf = (name: Name) => (name === 'executable' ? row.ours : (row.peers[name] ?? row.beside?.[name]));
  const bars = NAMES.flatMap((name) => {
    const value = valueOf(name);
    return value === undefined ? [] : [{ name, value }];
  });
  const highest = Math.max(...bars.map(({ value }) => value), ...marks.map(({ at }) => at));
  const scale = linear(highest, { from: LEFT, to: WIDTH - RIGHT });
  const [from, to] = [top + HEAD, top + HEAD + bars.length * STEP];
  const content = [
    text(title, 16, top + 20, { 'font-weight': 600 }),
    ...scale.ticks.flatMap((tick) => [
      line(scale.at(tick), from - 4, scale.at(tick), to, { stroke: FAINT }),
      text(short(tick), scale.at(tick), to + 16, { 'text-anchor': 'middle' }),
    ]),
    ...bars.flatMap(({ name, value }, index) => [
      text(name, LEFT - 12, from + index * STEP + 13, { 'text-anchor': 'end' }),
      element('rect', {
        x: LEFT,
        y: from + index * STEP,
        width: Math.max(1, scale.at(value) - LEFT),
        height: BAR,
        fill: name === 'executable' ? OURS : '#9aa5b1',
      }),
      text(figure(value), scale.at(value) + 6, from + index * STEP + 13),
    ]),
    ...marks.flatMap(({ at, words }, index) => [
      line(scale.at(at), from - 6, scale.at(at), from + BAR + 6, { stroke: '#1f2933', 'stroke-width': 2 }),
      // Two goals may stand close to each other: their words go to different sides.
      text(`goal: ${words}`, scale.at(at) + (index === 0 ? 4 : -4), from - 8, {
        'text-anchor': index === 0 ? 'start' : 'end',
        fill: '#52606d',
      }),
    ]),
  ];
  return { content, bottom: to + FOOT };
}

const PART_COLOURS = ['#9aa5b1', OURS, '#e8a33d', '#2166ac', '#35978f', '#762a83'];

/** Node is nearly all of it: the others would not be seen beside it, so they have a bar of their own. */
function drawParts(size: Row, top: number): string[] {
  const parts = Object.entries(Object.values(size.notes ?? {})[0] ?? {});
  const others = parts.slice(1);
  const sum = others.reduce((total, [, megabytes]) => total + megabytes, 0);
  const [node = 0] = parts.map(([, megabytes]) => megabytes);
  const width = WIDTH - LEFT - RIGHT;
  const title = `size, MB: ${figure(size.ours)}, of which Node is ${figure(node)}, and the rest`;
  const content = [text(title, 16, top + 20, { 'font-weight': 600 })];
  let x = LEFT;
  let words = LEFT;
  for (const [index, [name, megabytes]] of others.entries()) {
    const fill = PART_COLOURS[index + 1] ?? FAINT;
    const label = `${name} ${figure(megabytes)}`;
    const length = sum > 0 ? (megabytes / sum) * width : 0;
    content.push(
      element('rect', { x, y: top + HEAD, width: length, height: BAR, fill }),
      element('rect', { x: words, y: top + HEAD + STEP + 4, width: 10, height: 10, fill }),
      text(label, words + 15, top + HEAD + STEP + 13),
    );
    x += length;
    words += 34 + label.length * 6.5;
  }
  return content;
}
