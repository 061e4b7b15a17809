import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Script } from './source-maps.ts';

type Line = [line: number, column: number];

interface Case {
  name: string;
  files?: Record<string, unknown>;
  links?: Record<string, string>;
  inline?: unknown;
  folders?: string[];
  script: { url: string; sourceMapUrl: string };
  sources: string[];
  places?: { script: Line; source: [file: string, line: number, column: number] }[];
  found?: { file: string; line: number; script: Line | null }[];
}

// The LLDB plugin is held to the same table.
const table = join(import.meta.dirname, '..', '..', '..', 'lldb-ts', 'tests', 'source-places.json');
const { cases } = JSON.parse(readFileSync(table, 'utf8')) as { cases: Case[] };

let root: string;
beforeEach(() => void (root = realpathSync(mkdtempSync(join(tmpdir(), 'source-places-')))));
afterEach(() => rmSync(root, { recursive: true }));

/** The case as it is in its folder. */
function placed(each: Case): Case {
  return JSON.parse(JSON.stringify(each).replaceAll('${root}', root)) as Case;
}

function make({ files = {}, links = {}, script, inline, folders = [] }: Case): Script {
  for (const [name, content] of Object.entries(files)) {
    const file = join(root, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  }
  for (const [name, target] of Object.entries(links)) symlinkSync(target, join(root, name));
  const map = JSON.stringify(inline ?? '');
  const address = script.sourceMapUrl
    .replace('${base64}', () => Buffer.from(map).toString('base64'))
    .replace('${base64url}', () => Buffer.from(map).toString('base64url'))
    .replace('${base64percent}', () => encodeURIComponent(Buffer.from(map).toString('base64')))
    .replace('${percent}', () => encodeURIComponent(map));
  return new Script('1', script.url, address, { pathOf: (path) => path, folders });
}

it.each(cases)('$name', (each) => {
  const wanted = placed(each);
  const script = make(wanted);
  expect(script.sources).toEqual(wanted.sources);
  for (const { script: at, source } of wanted.places ?? []) {
    const { file, line, column } = script.original({ line: at[0], column: at[1] });
    expect({ at, place: [file, line, column] }).toEqual({ at, place: source });
  }
  for (const { file, line, script: at } of wanted.found ?? []) {
    const place = script.generated(file, { line, column: 1 });
    expect({ file, line, at: place ? [place.line, place.column] : null }).toEqual({ file, line, at });
    if (at) expect(script.sourcesAmong([file])).toEqual([file]);
  }
});
