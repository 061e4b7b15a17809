/** Attributes as they stand in the text. */
type Attributes = Record<string, string | number>;

/** One element of an SVG file. `content` is text that is markup already, or made by {@link text}. */
export function element(name: string, attributes: Attributes, content = ''): string {
  const list = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(shown(value))}"`);
  return content === '' ? `<${name}${list.join('')}/>` : `<${name}${list.join('')}>${content}</${name}>`;
}

export function text(words: string, x: number, y: number, attributes: Attributes = {}): string {
  return element('text', { x, y, ...attributes }, escaped(words));
}

export function line(x1: number, y1: number, x2: number, y2: number, attributes: Attributes): string {
  return element('line', { x1, y1, x2, y2, ...attributes });
}

/** A whole file. It has a ground of its own, so that it can be read on a dark page too. */
export function file(width: number, height: number, title: string, content: readonly string[]): string {
  const ground = element('rect', { width, height, fill: '#ffffff' });
  const name = `<title>${escaped(title)}</title>`;
  const attributes = {
    xmlns: 'http://www.w3.org/2000/svg',
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    role: 'img',
    'font-family': 'system-ui, sans-serif',
    'font-size': 12,
    fill: INK,
  };
  return `${element('svg', attributes, `\n${[name, ground, ...content].join('\n')}\n`)}\n`;
}

export const INK = '#1f2933';
export const FAINT = '#cbd2d9';
export const OURS = '#b7410e';

/** A colour for each name, the same in every chart. */
export function colourOf(name: string): string {
  return COLOURS[name] ?? '#52606d';
}

const COLOURS: Readonly<Record<string, string>> = {
  log: OURS,
  redb: '#e8a33d',
  lmdb: '#2166ac',
  'classic-level': '#35978f',
  'better-sqlite3': '#762a83',
  'node:sqlite': '#af8dc3',
  anonymous: OURS,
  'live documents': OURS,
  p50: '#35978f',
  p99: '#2166ac',
  'p99.9': '#762a83',
};

function shown(value: string | number): string {
  return typeof value === 'number' ? String(Math.round(value * 100) / 100) : value;
}

function escaped(words: string): string {
  return words.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
