import { readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { allGeneratedPositionsFor, LEAST_UPPER_BOUND, originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';

export interface Position {
  /** From 1. */
  line: number;
  /** From 1. */
  column: number;
}

export interface Place extends Position {
  file: string;
}

/** What is known of the program that scripts belong to. */
export interface Origin {
  /** Where a source is now. */
  pathOf: (source: string) => string;
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
  #map: TraceMap | null | undefined;
  #sources: (string | undefined)[] = [];

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

  get isOfProgram(): boolean {
    return this.#path !== undefined;
  }

  get #inner(): { path: string; sha256: string } | undefined {
    return this.#origin.single?.scripts.find(({ url }) => url === this.url);
  }

  get #path(): string | undefined {
    const inner = this.#inner;
    if (inner) return inner.path;
    return this.url.startsWith('file://') ? fileURLToPath(this.url) : undefined;
  }

  /** The TypeScript (or other) files that the script was compiled from, as paths; none without a source map. */
  get sources(): readonly string[] {
    this.#load();
    return this.#sources.filter((source) => source !== undefined);
  }

  /** Where somebody wrote what stands at this place of the script; the place itself, without a source map. */
  original(at: Position): Place {
    const map = this.#load();
    const found = map && originalPositionFor(map, { line: at.line, column: at.column - 1 });
    if (!map || !found || found.source === null) return { file: this.file, ...at };
    const file =
      this.#sources[map.resolvedSources.indexOf(found.source)] ?? this.#sources[map.sources.indexOf(found.source)];
    return { file: file ?? found.source, line: found.line, column: found.column + 1 };
  }

  /** Where the line of the source begins in the script, or in the next line that has code. */
  generated(file: string, at: Position): Position | undefined {
    const map = this.#load();
    const index = this.#sources.indexOf(file);
    if (!map || index < 0) return undefined;
    const source = map.sources[index] ?? '';
    const places = allGeneratedPositionsFor(map, {
      source,
      line: at.line,
      column: at.column - 1,
      bias: LEAST_UPPER_BOUND,
    });
    const first = places
      .filter((place) => place.line !== null)
      .sort((a, b) => a.line - b.line || a.column - b.column)
      .at(0);
    return first && { line: first.line, column: first.column + 1 };
  }

  #load(): TraceMap | null {
    if (this.#map !== undefined) return this.#map;
    this.#map = null;
    for (const [folder, read] of this.#candidates()) {
      try {
        const text = read();
        if (!this.#mayBelong(text)) continue;
        this.#map = new TraceMap(text);
        this.#sources = this.#map.resolvedSources.map((source) => this.#origin.pathOf(toPath(folder, source)));
        return this.#map;
      } catch {
        // A map that is gone or broken leaves the script itself to look at.
      }
    }
    return null;
  }

  /** Where the map may be, each with the folder that its sources are relative to: where the script says, and beside the executable. */
  *#candidates(): Iterable<[string, () => string]> {
    const path = this.#path;
    const { single } = this.#origin;
    const folder = path === undefined ? '.' : dirname(path);
    const inline = /^data:[^,]*;base64,(.*)$/s.exec(this.#mapUrl ?? '')?.[1];
    if (inline !== undefined) yield [folder, () => Buffer.from(inline, 'base64').toString()];
    else if (this.#mapUrl) yield inFile(resolve(folder, decodeURIComponent(this.#mapUrl.replace(/^file:\/\//, ''))));
    if (!single || path === undefined || !this.#inner) return;
    const name = `${basename(path)}.map`;
    yield inFile(join(dirname(single.path), name));
    yield inFile(join(dirname(single.path), 'symbols', name));
  }

  #mayBelong(text: string): boolean {
    const inner = this.#inner;
    if (!inner || !text.includes(GENERATED_SHA256)) return true;
    return (JSON.parse(text) as Record<string, unknown>)[GENERATED_SHA256] === inner.sha256;
  }
}

function inFile(file: string): [string, () => string] {
  return [dirname(file), () => readFileSync(file, 'utf8')];
}

function toPath(base: string, source: string | null): string {
  if (source?.startsWith('file://')) return fileURLToPath(source);
  return resolve(base, source ?? '');
}
