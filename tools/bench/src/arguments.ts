import { parseArgs } from 'node:util';

export type BenchArguments = {
  /** What to run: a suite, or `compare` with what follows it. */
  suite: string | undefined;
  /** What follows `compare`: BASE, and NEW where nothing is to be run. */
  compared: string[];
  json: string | undefined;
  /** A report of an earlier run, which is shown and documented instead of a new one. */
  from: string | undefined;
  isQuick: boolean;
  /** Where the caller does not say, the suite does. */
  rounds: number | undefined;
  minutes: number | undefined;
  /** Only rows whose names begin so. */
  only: string | undefined;
  /** Whether docs/benchmarks.md gets the figures. */
  documents: boolean;
  /** The suite that `compare` runs where BASE is a revision. */
  comparedSuite: string | undefined;
  wantsHelp: boolean;
};

const ROUNDS_MAX = 10_000;
const MINUTES_MAX = 24 * 60;

/** Reads the command line; throws a sentence for its user on anything it does not know. */
export function readArguments(args: readonly string[]): BenchArguments {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      json: { type: 'string' },
      from: { type: 'string' },
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      minutes: { type: 'string' },
      document: { type: 'boolean', default: false },
      suite: { type: 'string' },
      only: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const [suite, ...compared] = positionals;
  if (suite !== 'compare' && compared.length > 0) {
    throw new Error(`one suite at a time, not ${positionals.join(' and ')}`);
  }
  if (suite === 'compare' && (compared.length < 1 || compared.length > 2) && !values.help) {
    throw new Error('compare with what? `compare BASE` runs the suite now, `compare BASE NEW` reads two files');
  }
  const rounds = numberOf('--rounds', values.rounds, ROUNDS_MAX);
  if (rounds !== undefined && !Number.isInteger(rounds)) throw new Error('--rounds takes a whole number');
  return {
    suite,
    compared,
    json: values.json,
    from: values.from,
    isQuick: values.quick,
    rounds,
    minutes: numberOf('--minutes', values.minutes, MINUTES_MAX),
    only: values.only,
    documents: values.document,
    comparedSuite: values.suite,
    wantsHelp: values.help,
  };
}

function numberOf(name: string, text: string | undefined, highest: number): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!(number > 0 && number <= highest)) throw new Error(`${name} takes a number up to ${highest}, not "${text}"`);
  return number;
}
