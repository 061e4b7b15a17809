import { parseArgs } from 'node:util';

export type BenchArguments = {
  suite: string | undefined;
  json: string | undefined;
  isQuick: boolean;
  rounds: number;
  wantsHelp: boolean;
};

const ROUNDS = 31;
const ROUNDS_QUICK = 5;
const ROUNDS_MAX = 10_000;

/** Reads the command line; throws a sentence for its user on anything it does not know. */
export function readArguments(args: readonly string[]): BenchArguments {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      json: { type: 'string' },
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (positionals.length > 1) throw new Error(`one suite at a time, not ${positionals.join(' and ')}`);
  const rounds = values.rounds === undefined ? (values.quick ? ROUNDS_QUICK : ROUNDS) : Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > ROUNDS_MAX) {
    throw new Error(`--rounds takes a whole number from 1 to ${ROUNDS_MAX}, not "${values.rounds}"`);
  }
  return { suite: positionals[0], json: values.json, isQuick: values.quick, rounds, wantsHelp: values.help };
}
