import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
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

/** One script that V8 loaded, and where its text came from. */
export class Script {
  readonly id: string;
  readonly url: string;
  readonly #mapUrl: string | undefined;
  readonly #pathOf: (source: string) => string;
  #map: TraceMap | null | undefined;
  #sources: (string | undefined)[] = [];

  constructor(
    id: string,
    url: string,
    mapUrl: string | undefined,
    pathOf: (source: string) => string = (path) => path,
  ) {
    this.id = id;
    this.url = url;
    this.#mapUrl = mapUrl;
    this.#pathOf = pathOf;
  }

  get file(): string {
    return this.url.startsWith('file://') ? this.#pathOf(fileURLToPath(this.url)) : this.url;
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
    if (!this.#mapUrl) return null;
    try {
      const inline = /^data:[^,]*;base64,(.*)$/s.exec(this.#mapUrl);
      const folder = this.url.startsWith('file://') ? dirname(fileURLToPath(this.url)) : '.';
      const mapFile = inline ? undefined : resolve(folder, decodeURIComponent(this.#mapUrl.replace(/^file:\/\//, '')));
      const text = inline ? Buffer.from(inline[1] ?? '', 'base64').toString() : readFileSync(mapFile ?? '', 'utf8');
      this.#map = new TraceMap(text);
      const base = mapFile ? dirname(mapFile) : folder;
      this.#sources = this.#map.resolvedSources.map((source) => this.#pathOf(toPath(base, source)));
    } catch {
      // A map that is gone or broken leaves the script itself to look at.
    }
    return this.#map;
  }
}

function toPath(base: string, source: string | null): string {
  if (source?.startsWith('file://')) return fileURLToPath(source);
  return resolve(base, source ?? '');
}
