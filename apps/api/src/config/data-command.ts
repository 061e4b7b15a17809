import { extname, resolve } from 'node:path';
import { type Revision } from '@bimetal/bindings/browser';
import { type DataCommandName } from './data-commands.js';
import { type Place, type PlaceOptions } from './place.js';
import { configError } from './startup-error.js';

/** Under which condition something is written. */
export interface WriteCondition {
  readonly ifRevision: Revision | undefined;
  readonly ifAbsent: boolean;
}

/** Which documents, and in which order. */
export interface DocumentRange {
  readonly prefix?: string;
  readonly from?: string;
  readonly to?: string;
  readonly after?: string;
  readonly before?: string;
  readonly reverse?: boolean;
  /** How many are passed over first. */
  readonly offset?: number;
  /** Only documents that this filter lets through. */
  readonly where?: string;
}

/** How the items of a list are. */
export interface ItemForm {
  /** What they say beside key and value. */
  readonly include?: readonly ('revision' | 'expires')[];
  /** The JSON Pointers to the parts of values that are given. */
  readonly fields?: readonly string[];
  /** Keys that have this behind the prefix are told of by their common beginning. */
  readonly delimiter?: string;
}

/** Where a text comes from: the command line, a file by its absolute path, or standard input, be it that `-` names it or nothing does. */
export type TextSource =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'stdin'; readonly isNamed: boolean };

/** How documents stand in a file: a line each, or as one array. */
export type FileFormat = 'ndjson' | 'json';

interface Common {
  readonly place: Place;
  /** Whether results and errors are to be JSON. */
  readonly json: boolean;
}

interface Commands {
  get: { readonly key: string; readonly revision: boolean };
  put: {
    readonly key: string;
    readonly source: TextSource;
    readonly when: WriteCondition;
    readonly ttlMs: number | undefined;
  };
  patch: {
    readonly key: string;
    readonly source: TextSource;
    readonly when: WriteCondition;
    readonly type: 'merge' | 'json';
  };
  delete: { readonly key: string; readonly when: WriteCondition };
  list: {
    readonly range: DocumentRange;
    readonly form: ItemForm;
    readonly limit: number | undefined;
    readonly keys: boolean;
    /** Whether only their number is told. */
    readonly count: boolean;
  };
  watch: {
    readonly prefix: string | undefined;
    readonly where: string | undefined;
    readonly since: Revision | undefined;
    readonly snapshot: boolean;
  };
  import: { readonly source: TextSource; readonly format: FileFormat; readonly createOnly: boolean };
  export: {
    readonly range: DocumentRange;
    /** An absolute path; undefined for standard output. */
    readonly file: string | undefined;
    readonly format: FileFormat;
    readonly force: boolean;
  };
}

/** What to do with documents, and where they are. */
export type DataCommand = { [N in DataCommandName]: { readonly name: N } & Common & Commands[N] }[DataCommandName];

/** One of the data commands. */
export type DataCommandOf<N extends DataCommandName> = Extract<DataCommand, { name: N }>;

/** What the options of a command line say. Texts of numbers are numbers already. */
export interface DataCommandOptions extends PlaceOptions {
  readonly json?: true;
  readonly revision?: true;
  readonly value?: string;
  readonly ifRevision?: Revision;
  readonly ifAbsent?: true;
  readonly ttl?: number;
  readonly type?: 'merge' | 'json';
  readonly prefix?: string;
  readonly from?: string;
  readonly to?: string;
  readonly after?: string;
  readonly before?: string;
  readonly where?: string;
  readonly include?: readonly ('revision' | 'expires')[];
  readonly fields?: readonly string[];
  readonly delimiter?: string;
  readonly count?: true;
  readonly reverse?: true;
  readonly offset?: number;
  readonly limit?: number;
  readonly keys?: true;
  readonly since?: Revision;
  readonly snapshot?: true;
  readonly format?: FileFormat;
  readonly createOnly?: true;
  readonly force?: true;
}

/** Puts a command together: paths are absolute. `words` are its arguments, of which those that it needs are there. */
export function toDataCommand(
  name: DataCommandName,
  place: Place,
  words: readonly string[],
  options: DataCommandOptions,
  cwd: string,
): DataCommand {
  const common = { place, json: options.json ?? false };
  const [first = '', second] = words;
  const when: WriteCondition = { ifRevision: options.ifRevision, ifAbsent: options.ifAbsent ?? false };
  switch (name) {
    case 'get':
      return { name, ...common, key: first, revision: options.revision ?? false };
    case 'put':
      return { name, ...common, key: first, source: sourceOf(second, options.value, cwd), when, ttlMs: options.ttl };
    case 'patch':
      return {
        name,
        ...common,
        key: first,
        source: sourceOf(second, options.value, cwd),
        when,
        type: options.type ?? 'merge',
      };
    case 'delete':
      return { name, ...common, key: first, when };
    case 'list':
      return {
        name,
        ...common,
        range: rangeOf(options),
        form: given({ include: options.include, fields: options.fields, delimiter: options.delimiter }),
        limit: options.limit,
        keys: options.keys ?? false,
        count: options.count ?? false,
      };
    case 'watch':
      return {
        name,
        ...common,
        prefix: options.prefix,
        where: options.where,
        since: options.since,
        snapshot: options.snapshot ?? false,
      };
    case 'import':
      return {
        name,
        ...common,
        source: sourceOf(first, undefined, cwd),
        format: options.format ?? formatOf(first),
        createOnly: options.createOnly ?? false,
      };
    case 'export': {
      const file = words.length === 0 || first === '-' ? undefined : resolve(cwd, first);
      if (file === undefined && common.json)
        throw configError('export: --json needs a file, since documents go to standard output');
      const format = options.format ?? formatOf(file ?? '');
      return { name, ...common, range: rangeOf(options), file, format, force: options.force ?? false };
    }
  }
}

function sourceOf(file: string | undefined, text: string | undefined, cwd: string): TextSource {
  if (text !== undefined && file !== undefined) throw configError('name a file or --value, not both');
  if (text !== undefined) return { kind: 'text', text };
  if (file === undefined || file === '-') return { kind: 'stdin', isNamed: file !== undefined };
  return { kind: 'file', path: resolve(cwd, file) };
}

function rangeOf({ prefix, from, to, after, before, reverse, offset, where }: DataCommandOptions): DocumentRange {
  return given({ prefix, from, to, after, before, reverse, offset, where });
}

/** Without what nobody has said. */
function given<T extends object>(options: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as never;
}

function formatOf(file: string): FileFormat {
  return extname(file).toLowerCase() === '.json' ? 'json' : 'ndjson';
}
