import { basename } from 'node:path';
import {
  decodedMappings,
  FlattenMap,
  type SectionedSourceMapInput,
  type TraceMap,
  traceSegment,
} from '@jridgewell/trace-mapping';
import type { MapText } from './map-text.ts';
import { realPath } from './real-path.ts';
import { sourcePath } from './source-path.ts';

// A line without code (a comment, a type) stands for the next with code, as in any debugger, but not out of sight.
const SLIDE_LINES_MAX = 20;

export interface Position {
  /** From 1. */
  line: number;
  /** From 1. */
  column: number;
}

interface Named {
  source: string | null;
  root: string;
}

/** The parts of a map that are looked at here. A map may consist of sections, which are maps. */
interface MapDocument {
  sources?: (string | null)[];
  sourceRoot?: string | null;
  sections?: { map: MapDocument }[];
}

/** A source map: from a script to what somebody wrote, and back. */
export class SourceMap {
  readonly #map: TraceMap;
  readonly #named: readonly Named[];
  readonly #folders: readonly string[];
  readonly #pathOf: (path: string) => string;
  readonly #paths = new Map<number, string | undefined>();

  /** Throws when the text is no map. `folders` are tried after that of the map; `pathOf` tells where a source is now. */
  constructor({ text, folder }: MapText, folders: readonly string[], pathOf: (path: string) => string) {
    const document = JSON.parse(text) as MapDocument;
    this.#named = namedIn(document);
    this.#map = new FlattenMap(document as SectionedSourceMapInput);
    this.#folders = [folder, ...folders];
    this.#pathOf = pathOf;
  }

  get sources(): string[] {
    return this.#named.map((_, index) => this.#path(index)).filter((path) => path !== undefined);
  }

  /** Whether the map has this file, by whichever name. */
  has(file: string): boolean {
    return this.#indexesOf(file).size > 0;
  }

  original(at: Position): ({ file: string } & Position) | undefined {
    const segment = traceSegment(this.#map, at.line - 1, at.column - 1);
    if (!segment || segment.length === 1) return undefined;
    const file = this.#path(segment[1]);
    return file === undefined ? undefined : { file, line: segment[2] + 1, column: segment[3] + 1 };
  }

  /** Where the line of the source begins in the script, or the next line that has code. */
  generated(file: string, at: Position): Position | undefined {
    const wanted = this.#indexesOf(file);
    if (wanted.size === 0) return undefined;
    const first = at.line - 1;
    let end = first + SLIDE_LINES_MAX;
    let found: Position | undefined;
    for (const [line, segments] of decodedMappings(this.#map).entries()) {
      for (const segment of segments) {
        if (segment.length === 1 || !wanted.has(segment[1])) continue;
        const [column, , sourceLine, sourceColumn] = segment;
        if (sourceLine < first || sourceLine >= end || (sourceLine === first && sourceColumn < at.column - 1)) continue;
        // From here on only a line nearer to the wanted one counts: of one line, its first place in the script does.
        end = sourceLine;
        found = { line: line + 1, column: column + 1 };
      }
    }
    return found;
  }

  #path(index: number): string | undefined {
    if (!this.#paths.has(index)) {
      const { source, root } = this.#named[index] ?? { source: null, root: '' };
      this.#paths.set(index, source === null ? undefined : this.#pathOf(sourcePath(source, root, this.#folders)));
    }
    return this.#paths.get(index);
  }

  #indexesOf(file: string): Set<number> {
    const real = realPath(file);
    const name = basename(file);
    const isFile = ({ source }: Named, index: number): boolean => {
      // Which path a source has is asked of few: a bundle may have thousands, and each is looked for on the disk.
      if (source === null || !mayBeNamed(source, name)) return false;
      const path = this.#path(index);
      return path !== undefined && (path === file || realPath(path) === real);
    };
    return new Set(this.#named.flatMap((named, index) => (isFile(named, index) ? [index] : [])));
  }
}

/** In the order in which sections are put together. */
function namedIn({ sections, sources, sourceRoot }: MapDocument): Named[] {
  if (sections) return sections.flatMap(({ map }) => namedIn(map));
  const root = typeof sourceRoot === 'string' ? sourceRoot : '';
  return (sources ?? []).map((source) => ({ source: typeof source === 'string' ? source : null, root }));
}

function mayBeNamed(source: string, name: string): boolean {
  const last = source.split('/').at(-1) ?? '';
  return last === name || last.includes('%') || last.startsWith(`${name}?`);
}
