import { Argument, Option } from 'commander';
import { type CommandDescription } from './command-description.js';
import { toCount, toIncluded, toMillis, toPointers, toPosition, toRevision } from './option-values.js';

const keyArgument = (): Argument =>
  new Argument('<KEY>', 'the key of the document; behind `--` when it begins with a dash');
const jsonOption = (what: string) => (): Option => new Option('--json', what);
const prefixOption = (): Option => new Option('--prefix <TEXT>', 'only keys that begin so');
const ifRevisionOption = (): Option =>
  new Option('--if-revision <N>', 'only if the document was last written at this revision').argParser(toRevision);
const ifAbsentOption = (): Option => new Option('--if-absent', 'only if there is no document').conflicts('ifRevision');
const ttlOption = (): Option =>
  new Option('--ttl <TIME>', 'how long the document lives: seconds, or 15m, 2h, 7d').argParser(toMillis);
const valueOption = (what: string) => (): Option => new Option('--value <TEXT>', `${what}, in place of a file`);
const fileArgument = (what: string) => (): Argument => new Argument('[FILE]', what);
const formatOption = (what: string) => (): Option => new Option('--format <NAME>', what).choices(['ndjson', 'json']);

/** The forms of a range. */
const rangeOptions = [
  prefixOption,
  (): Option => new Option('--from <KEY>', 'the least key'),
  (): Option => new Option('--to <KEY>', 'the greatest key'),
  (): Option => new Option('--after <KEY>', 'only keys behind this one: how to go on').conflicts('reverse'),
  (): Option => new Option('--before <KEY>', 'only keys before this one'),
  (): Option =>
    new Option('--where <FILTER>', 'only documents that this lets through: /age ge 21 and /city in ["Bern"]'),
] as const;

/** The commands for documents by name. Each also takes `--datapath`, `--url` and `--key`. */
export const dataCommands = {
  get: {
    describe: 'print the value of a document, byte for byte',
    details: `Ends with 6 when there is none.`,
    examples: [
      ['get users/alice', 'prints its JSON, and nothing else'],
      ['get users/alice --json', 'prints {"key":…,"revision":…,"value":…} on one line'],
    ],
    arguments: [keyArgument],
    options: [
      (): Option => new Option('--revision', 'print its revision in place of its value').conflicts('json'),
      jsonOption('print key, revision, expiry and value as one line of JSON'),
    ],
  },
  put: {
    describe: 'set a document, and print the revision',
    details: `The value is one JSON text, from a file, from standard input or from --value; it is kept byte for byte. It is on disk when
the revision is printed. Ends with 7 when the condition does not hold.`,
    examples: [
      [`put users/alice --value '{"name":"Alice"}'`, 'sets it'],
      ['put users/alice alice.json --if-revision 42', 'sets it unless somebody else was quicker'],
      ['put sessions/1 - --ttl 15m', 'reads it from standard input; it lives a quarter of an hour'],
    ],
    arguments: [keyArgument, fileArgument('the file of the value; - or none for standard input')],
    options: [
      valueOption('the value'),
      ifRevisionOption,
      ifAbsentOption,
      ttlOption,
      jsonOption('print {"revision":…}'),
    ],
  },
  patch: {
    describe: 'change a part of a document, and print the revision',
    details: `A merge patch (RFC 7396) sets the members it has, and removes those that are null in it; a JSON Patch (RFC 6902) is a list of
operations, all of which are made or none. What a patch does not name is kept byte for byte.`,
    examples: [
      [`patch users/alice --value '{"city":"Bern","fax":null}'`, 'sets city, removes fax'],
      ['patch users/alice changes.json --type json', 'makes the operations of a JSON Patch'],
    ],
    arguments: [keyArgument, fileArgument('the file of the patch; - or none for standard input')],
    options: [
      valueOption('the patch'),
      (): Option =>
        new Option('--type <NAME>', 'merge, the default, or json').choices(['merge', 'json']).default('merge', 'merge'),
      ifRevisionOption,
      jsonOption('print {"revision":…}'),
    ],
  },
  delete: {
    describe: 'remove a document, and print the revision',
    details: `That there is none is no error. Ends with 7 when the condition does not hold.`,
    examples: [
      ['delete users/alice', 'removes it'],
      ['delete users/alice --if-revision 42', 'removes it unless somebody else was quicker'],
    ],
    arguments: [keyArgument],
    options: [ifRevisionOption, jsonOption('print {"revision":…}')],
  },
  list: {
    describe: 'list documents in the order of their keys, as of one revision',
    details: `Each document is one line of JSON, {"key":…,"value":…}; on a terminal, unless --json is said, its key and the beginning of
its value, as wide as the terminal is.`,
    examples: [
      ['list --prefix users/', 'lists what begins so'],
      ['list --keys --limit 10', 'prints the first ten keys, a line each'],
      [`list --where '/age ge 21' --fields /name,/address/city`, 'of those that are 21, name and city'],
      ['list --prefix users/ --count', 'tells how many there are'],
      ['list --delimiter / --keys', 'lists what the keys begin with, as ls lists folders'],
      ['list --json | jq .value', 'hands them to another program'],
    ],
    options: [
      ...rangeOptions,
      (): Option => new Option('--reverse', 'from the greatest key to the least'),
      (): Option =>
        new Option('--offset <N>', 'pass over so many first').argParser(toPosition).conflicts(['where', 'delimiter']),
      (): Option => new Option('--limit <N>', 'at most so many').argParser(toCount),
      (): Option => new Option('--keys', 'print keys only, a line each'),
      (): Option =>
        new Option('--fields <POINTERS>', 'of values only these parts, with commas between').argParser(toPointers),
      (): Option =>
        new Option('--include <NAMES>', 'say revision, expires or revision,expires, too').argParser(toIncluded),
      (): Option =>
        new Option('--delimiter <TEXT>', 'tell of keys with this behind the prefix by what they begin with').conflicts(
          'where',
        ),
      (): Option =>
        new Option('--count', 'print only how many there are').conflicts([
          'offset',
          'limit',
          'keys',
          'fields',
          'include',
          'delimiter',
        ]),
      jsonOption('print lines of JSON on a terminal, too; keys as JSON texts; a count as {"count":…}'),
    ],
  },
  watch: {
    describe: 'print changes as they come, a line of JSON each',
    details: `Each line is {"event":"change","key":…,"revision":…,"value":…}, or has "removed":true. With --snapshot the documents come
first, {"event":"document",…}, then {"event":"live",…}. With --where a document that was like that and is no more is "removed":true,"left":true. It goes on by itself when the connection breaks, where it was. Ctrl-C ends it, with 0. Of a
folder that no server holds it prints the changes that are kept, and ends: nobody else can write to it.`,
    examples: [
      ['watch --url http://127.0.0.1:5000 --prefix orders/', 'prints the changes of orders from now on'],
      ['watch --since 4711', 'prints all changes after that revision'],
      ['watch --snapshot', 'prints all documents, then their changes: a mirror'],
      ["watch --where '/total ge 100'", 'prints changes of documents that are like that, or were'],
    ],
    options: [
      prefixOption,
      (): Option => new Option('--where <FILTER>', 'only documents that are so, as /age ge 21, or were'),
      (): Option => new Option('--since <N>', 'begin after this revision').argParser(toRevision),
      (): Option => new Option('--snapshot', 'print the documents first').conflicts('since'),
      jsonOption('print errors as JSON, too'),
    ],
  },
  import: {
    describe: 'set the documents of a file, and print how many',
    details: `The file has {"key":…,"value":…} in each line (NDJSON), or is one JSON array of such objects; "expires" may stand in them. They
are committed in batches, in the order of the file. A line that is refused ends the import: the message names it and says what was committed.`,
    examples: [
      ['import users.ndjson', 'sets what is in the file'],
      ['import - --format json < users.json', 'reads one array from standard input'],
      ['import users.ndjson --create-only', 'replaces nothing'],
    ],
    arguments: [(): Argument => new Argument('<FILE>', 'the file; - for standard input')],
    options: [
      formatOption(
        'ndjson or json, an array; by default the extension of the file says which: .json is an array, all else lines',
      ),
      (): Option => new Option('--create-only', 'refuse documents that are there already'),
      jsonOption('print {"documents":…,"revision":…}'),
    ],
  },
  export: {
    describe: 'write documents to a file or to standard output, as of one revision',
    details: `A file appears when it is complete. What is written can be imported again.`,
    examples: [
      ['export users.ndjson --prefix users/', 'writes a line for each document'],
      ['export all.json', 'writes one array'],
      ['export | gzip > all.ndjson.gz', 'writes to standard output'],
    ],
    arguments: [fileArgument('the file, which must not be there; - or none for standard output')],
    options: [
      ...rangeOptions,
      formatOption(
        'ndjson, a line each, or json, an array; by default the extension of the file says which: .json is an array, all else lines',
      ),
      (): Option => new Option('--force', 'replace the file'),
      jsonOption('print {"documents":…}'),
    ],
  },
} as const satisfies Record<string, CommandDescription>;

export type DataCommandName = keyof typeof dataCommands;

export function isDataCommand(name: string): name is DataCommandName {
  return Object.hasOwn(dataCommands, name);
}
