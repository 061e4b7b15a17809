import { reached, type Row } from '../suite.ts';
import { logarithmic } from './scale.ts';
import { element, FAINT, file, line, OURS, text } from './svg.ts';

const WIDTH = 860;
const LEFT = 320;
const RIGHT = 130;
const TOP = 64;
const ROW = 30;
const BAR = 16;

/** A bar for each row from 1 to its ratio, with a mark where its floor is and one where it aims at. */
export function ratioBars(title: string, rows: readonly Row[]): string {
  const shown = rows.filter((row) => row.ratio !== null && row.goal?.of === 'ratio');
  const values = shown.flatMap(({ ratio, goal }) => [ratio ?? 1, goal?.floor ?? 1, goal?.stretch ?? 1]);
  const scale = logarithmic(Math.min(0.5, ...values) * 0.9, Math.max(2, ...values) * 1.1, {
    from: LEFT,
    to: WIDTH - RIGHT,
  });
  const height = TOP + shown.length * ROW + 40;
  const bottom = height - 34;
  const marks = [0.25, 0.5, 1, 2, 4, 8, 16].filter((mark) => scale.at(mark) >= LEFT && scale.at(mark) <= WIDTH - RIGHT);
  const content = [
    text(title, 16, 26, { 'font-size': 16, 'font-weight': 600 }),
    text('times the best peer of the row; | floor, ¦ aim', 16, 46, { fill: '#52606d' }),
    ...marks.flatMap((mark) => [
      line(scale.at(mark), TOP - 6, scale.at(mark), bottom, { stroke: mark === 1 ? '#52606d' : FAINT }),
      text(`${mark} ×`, scale.at(mark), bottom + 18, { 'text-anchor': 'middle' }),
    ]),
    ...shown.flatMap((row, index) => bar(row, TOP + index * ROW, scale.at)),
  ];
  return file(WIDTH, height, title, content);
}

function bar(row: Row, y: number, at: (value: number) => number): string[] {
  const ratio = row.ratio ?? 1;
  const [from, to] = [Math.min(at(1), at(ratio)), Math.max(at(1), at(ratio))];
  const middle = y + BAR / 2 + 4;
  const tick = (value: number | undefined, dashes: string) =>
    value === undefined
      ? []
      : [
          line(at(value), y - 4, at(value), y + BAR + 4, {
            stroke: '#1f2933',
            'stroke-width': 2,
            'stroke-dasharray': dashes,
          }),
        ];
  return [
    text(row.name, LEFT - 12, middle, { 'text-anchor': 'end' }),
    element('rect', {
      x: from,
      y,
      width: Math.max(1, to - from),
      height: BAR,
      fill: reached(row) === 'missed' ? '#9aa5b1' : OURS,
    }),
    ...tick(row.goal?.floor, 'none'),
    ...tick(row.goal?.stretch, '3 3'),
    text(`${ratio.toFixed(2)} × ${row.best}`, WIDTH - RIGHT + 12, middle),
  ];
}
