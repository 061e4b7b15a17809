import { basename, dirname, join } from 'node:path';
import { pathOfAddress } from './address.ts';
import { type MapText, readMap } from './map-text.ts';
import { realPath } from './real-path.ts';
import { type Position, SourceMap } from './source-map.ts';

export type { Position };

export interface Place extends Position {
  file: string;
}

/** What is known of the program that scripts belong to. */
export interface Origin {
  /** Where a source is now. */
  pathOf: (source: string) => string;
  /** Whether steps pass through the script at this address. */
  isSkipped?: (url: string) => boolean;
  /** Where the program was started: what a bundler names by its path in the project is looked for from here, too. */
  folders?: readonly string[];
  /** The scripts inside a single executable: their maps may lie apart from it. */
  single?: { path: string; scripts: readonly { url: string; path: string; sha256: string }[] } | undefined;
}

/** The member of a map in which a build may say which script it belongs to. */
const GENERATED_SHA256 = 'x_generated_sha256';

/** One script that V8 loaded, and where its text came from. */
export class Script {
  readonly id: string;
  readonly url: string;
  readonly #mapUrl: string | undefined;
  readonly #origin: Origin;
  #map: SourceMap | null | undefined;
  /** Names that the map does not have. */
  readonly #absent = new Set<string>();

  constructor(id: string, url: string, mapUrl: string | undefined, origin: Origin = { pathOf: (path) => path }) {
    this.id = id;
    this.url = url;
    this.#mapUrl = mapUrl;
    this.#origin = origin;
  }

  get file(): string {
    const path = this.#path;
    return path === undefined ? this.url : this.#origin.pathOf(path);
  }

  /** Whether the script says that it has a map. It may be gone, or broken. */
  get namesMap(): boolean {
    return Boolean(this.#mapUrl) || this.#inner !== undefined;
  }

  get isSkipped(): boolean {
    return this.#origin.isSkipped?.(this.url) === true;
  }

  get #inner(): { path: string; sha256: string } | undefined {
    return this.#origin.single?.scripts.find(({ url }) => url === this.url);
  }

  get #path(): string | undefined {
    const inner = this.#inner;
    if (inner) return inner.path;
    // Without its query and its fragment, which a module may be imported with.
    return pathOfAddress(this.url);
  }

  /** The TypeScript (or other) files that the script was compiled from, as paths; none without a source map. */
  get sources(): readonly string[] {
    return this.#load()?.sources ?? [];
  }

  /** Which of these files the script was compiled from. Most scripts of a program come from none of them: only the text is looked at. */
  sourcesAmong(files: readonly string[]): string[] {
    if (files.length === 0 || !this.namesMap) return [];
    if (this.#map === undefined && !this.#mayName(files.map((file) => basename(file)))) return [];
    const map = this.#load();
    return map ? files.filter((file) => map.has(file)) : [];
  }

  /** A source of the same name elsewhere. */
  namesakeOf(file: string): string | undefined {
    if (!this.namesMap || (this.#map === undefined && !this.#mayName([basename(file)]))) return undefined;
    return this.#load()?.sources.find((source) => basename(source) === basename(file));
  }

  /** Whether this file is the script itself, as it stands on the disk. */
  isUnmapped(file: string): boolean {
    const own = this.file;
    return (own === file || realPath(own) === realPath(file)) && this.#load() === null;
  }

  /** Where somebody wrote what stands at this place of the script; the place itself, without a source map. */
  original(at: Position): Place {
    return this.#load()?.original(at) ?? { file: this.file, ...at };
  }

  /** Whether a compiler put in what stands at this place: it comes from no line that somebody wrote. */
  isUnwritten(at: Position): boolean {
    const map = this.#load();
    return map !== null && map.original(at) === undefined;
  }

  /** Where the line of the source begins in the script, or in the next line that has code. */
  generated(file: string, at: Position): Position | undefined {
    return this.#load()?.generated(file, at);
  }

  /** Whether the text of the map has one of the names. It is read once for each. */
  #mayName(names: readonly string[]): boolean {
    const asked = names.filter((name) => !this.#absent.has(name));
    if (asked.length === 0) return false;
    for (const read of this.#candidates()) {
      try {
        const { text } = read();
        // A name of other letters may be written in several ways.
        if (asked.some((name) => !/^[\w.@+~-]+$/.test(name) || text.includes(name))) return true;
      } catch {
        // The next may be there.
      }
    }
    for (const name of asked) this.#absent.add(name);
    return false;
  }

  #load(): SourceMap | null {
    if (this.#map !== undefined) return this.#map;
    this.#map = null;
    const { folders = [], pathOf } = this.#origin;
    for (const read of this.#candidates()) {
      try {
        const found = read();
        if (!this.#mayBelong(found.text)) continue;
        this.#map = new SourceMap(found, folders, pathOf);
        return this.#map;
      } catch {
        // A map that is gone or broken leaves the script itself to look at.
      }
    }
    return null;
  }

  /** Where the map may be: where the script says, and beside the executable. */
  *#candidates(): Iterable<() => MapText> {
    const path = this.#path;
    const { folders = [], single } = this.#origin;
    const address = this.#mapUrl;
    // A script that is evaluated has no folder of its own.
    const folder = path === undefined ? (folders[0] ?? '.') : dirname(path);
    if (address) yield () => readMap(address, folder);
    if (!single || path === undefined || !this.#inner) return;
    const name = encodeURIComponent(`${basename(path)}.map`);
    yield () => readMap(name, dirname(single.path));
    yield () => readMap(name, join(dirname(single.path), 'symbols'));
  }

  #mayBelong(text: string): boolean {
    const inner = this.#inner;
    if (!inner || !text.includes(GENERATED_SHA256)) return true;
    return (JSON.parse(text) as Record<string, unknown>)[GENERATED_SHA256] === inner.sha256;
  }
}
