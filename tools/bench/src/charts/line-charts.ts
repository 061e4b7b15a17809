import { linear, logarithmic, type Scale, short } from './scale.ts';
import { colourOf, element, FAINT, file, line, text } from './svg.ts';

export type Series = { name: string; points: readonly (readonly [x: number, y: number])[] };

export type Panel = {
  title: string;
  /** What the x axis counts. */
  across: string;
  series: readonly Series[];
  /** Equal distances for equal ratios, across and up. */
  logarithmic: { across: boolean; up: boolean };
};

const PANEL = { width: 400, height: 260 };
const INSET = { left: 52, right: 16, top: 34, bottom: 40 };
const TOP = 72;

/** Panels with lines, two beside each other, under one legend. */
export function lineCharts(title: string, panels: readonly Panel[]): string {
  const names = [...new Set(panels.flatMap(({ series }) => series.map(({ name }) => name)))];
  const columns = Math.min(2, panels.length);
  const width = columns * PANEL.width + 16;
  const height = TOP + Math.ceil(panels.length / columns) * PANEL.height;
  const content = [
    text(title, 16, 26, { 'font-size': 16, 'font-weight': 600 }),
    ...legend(names),
    ...panels.map((panel, index) =>
      element(
        'g',
        {
          transform: `translate(${(index % columns) * PANEL.width} ${TOP + Math.floor(index / columns) * PANEL.height})`,
        },
        draw(panel).join('\n'),
      ),
    ),
  ];
  return file(width, height, title, content);
}

function legend(names: readonly string[]): string[] {
  let x = 16;
  return names.flatMap((name) => {
    const begin = x;
    x += 34 + name.length * 7.5;
    return [line(begin, 48, begin + 18, 48, { stroke: colourOf(name), 'stroke-width': 3 }), text(name, begin + 24, 52)];
  });
}

function draw({ title, across, series, logarithmic: isLogarithmic }: Panel): string[] {
  const points = series.flatMap((one) => one.points).filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y));
  if (points.length === 0) return [text(`${title}: no figures`, INSET.left, 20)];
  const [right, bottom] = [PANEL.width - INSET.right, PANEL.height - INSET.bottom];
  const x = scaleOf(
    points.map(([x]) => x),
    isLogarithmic.across,
    { from: INSET.left, to: right },
  );
  const y = scaleOf(
    points.map(([, y]) => y),
    isLogarithmic.up,
    { from: bottom, to: INSET.top },
  );
  return [
    text(title, INSET.left, 20, { 'font-weight': 600 }),
    ...y.ticks.flatMap((tick) => [
      line(INSET.left, y.at(tick), right, y.at(tick), { stroke: FAINT }),
      text(short(tick), INSET.left - 6, y.at(tick) + 4, { 'text-anchor': 'end' }),
    ]),
    ...x.ticks.map((tick) => text(short(tick), x.at(tick), bottom + 18, { 'text-anchor': 'middle' })),
    text(across, right, bottom + 34, { 'text-anchor': 'end', fill: '#52606d' }),
    ...series.map(({ name, points }) =>
      element('polyline', {
        points: points.map(([px, py]) => `${x.at(px).toFixed(1)},${y.at(py).toFixed(1)}`).join(' '),
        fill: 'none',
        stroke: colourOf(name),
        'stroke-width': 2,
        'stroke-linejoin': 'round',
      }),
    ),
  ];
}

function scaleOf(values: readonly number[], isLogarithmic: boolean, range: { from: number; to: number }): Scale {
  const highest = values.reduce((left, right) => Math.max(left, right));
  if (!isLogarithmic) return linear(highest, range);
  const lowest = values.reduce((left, right) => Math.min(left, right));
  return logarithmic(lowest * 0.9, highest * 1.1, range);
}
