import { Argument, Option } from 'commander';
import { SCOPES, type Scope } from '@bimetal/contract';
import { type Place } from './place.js';
import { configError } from './startup-error.js';

/** What can be done with the API keys of a store. */
export const KEYS_ACTIONS = ['create', 'list', 'revoke'] as const;

/** What to do with which API keys. */
export type KeysCommand = { readonly name: 'keys'; readonly place: Place; readonly json: boolean } & (
  | { readonly action: 'list' }
  | { readonly action: 'revoke'; readonly id: string }
  | { readonly action: 'create'; readonly asked: AskedApiKey }
);

/** The API key that is asked for; whether there can be such a one is for those to say who make it. */
export interface AskedApiKey {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly prefixes: readonly string[];
  readonly expires?: string;
}

/** What the options of a command line say. */
export interface KeysOptions {
  readonly datapath?: string;
  readonly url?: string;
  readonly key?: string;
  readonly name?: string;
  readonly scopes?: readonly Scope[];
  readonly prefix?: readonly string[];
  readonly expires?: string;
  readonly json?: boolean;
}

/** The command as the command line describes it. It also takes `--datapath`, `--url` and `--key`. */
export const keysCommand = {
  describe: 'make, list or revoke API keys: of a data folder that no server holds, or through a server by --url',
  details: `With the first API key, which must have the scope admin, the server needs one of everybody. create prints the new key alone on
standard output, once: only its hash is kept. Without --url the keys are those of the data folder; a folder that is not there is made.`,
  examples: [
    ['keys create --name root --scopes admin', 'makes the first key; from then on the server needs one'],
    [
      'keys create --name reports --scopes read --prefix orders/ --expires 90d',
      'makes one that reads orders/ for 90 days',
    ],
    ['keys list --url https://store.example', 'lists those of a server; BIMETAL_KEY has a key with the scope admin'],
    ['keys revoke q7w2e9r4t5z6', 'revokes one'],
  ],
  arguments: [
    (): Argument => new Argument('<ACTION>', 'what to do').choices(KEYS_ACTIONS),
    (): Argument => new Argument('[ID]', 'the id of the key that is revoked'),
  ],
  options: [
    (): Option => new Option('--name <TEXT>', 'create: what people call it'),
    (): Option =>
      new Option('--scopes <WORDS>', `create: what it is for, ${SCOPES.join(', ')}, separated by ","`).argParser(
        toScopes,
      ),
    (): Option =>
      new Option('--prefix <TEXT>', 'create: only documents whose keys begin so; may be given again').argParser(toList),
    (): Option =>
      new Option('--expires <WHEN>', 'create: when it ends, 90d, 12h, 30m, or a date as 2027-01-31').argParser(
        toMoment,
      ),
    (): Option => new Option('--json', 'print JSON'),
  ],
} as const;

/** Puts a command together. `place` says where the keys are. */
export function toKeysCommand(words: readonly string[], options: KeysOptions, place: Place): KeysCommand {
  const [action = '', id] = words;
  const common = { name: 'keys', place, json: options.json ?? false } as const;
  if (action === 'revoke') {
    if (id === undefined)
      throw configError('keys revoke: name the id of the key, which bimetal keys list tells. See --help.');
    return { ...common, action, id };
  }
  if (id !== undefined) throw configError(`keys ${action}: takes no '${id}'. See --help.`);
  if (action === 'list') return { ...common, action };
  const { name = '', scopes, prefix: prefixes = [], expires } = options;
  if (scopes === undefined) throw configError('keys create: say what it is for by --scopes. See --help.');
  return { ...common, action: 'create', asked: { name, scopes, prefixes, ...(expires && { expires }) } };
}

function toScopes(text: string): Scope[] {
  const words = text.split(',').map((word) => word.trim());
  const unknown = words.find((word) => !(SCOPES as readonly string[]).includes(word));
  if (unknown === undefined) return words as Scope[];
  throw configError(`--scopes: there is no scope '${unknown}', but ${SCOPES.join(', ')}. See --help.`);
}

function toList(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

const UNITS_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

function toMoment(text: string): string {
  const [, count, unit = ''] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  const time = count === undefined ? dateOf(text) : Date.now() + Number(count) * (UNITS_MS[unit] ?? 0);
  if (Number.isNaN(time))
    throw configError(`--expires: '${text}' is neither a time like 90d nor a date like 2027-01-31. See --help.`);
  return new Date(time).toISOString();
}

function dateOf(text: string): number {
  return /^\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d))?$/.test(text) ? Date.parse(text) : NaN;
}
