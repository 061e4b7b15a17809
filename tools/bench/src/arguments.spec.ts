import { readArguments } from './arguments.ts';

describe('arguments', () => {
  it('reads a suite with its options', () => {
    expect(readArguments(['boundary', '--json', 'a.json', '--rounds=7'])).toEqual({
      suite: 'boundary',
      json: 'a.json',
      isQuick: false,
      rounds: 7,
      wantsHelp: false,
    });
  });

  it('has fewer rounds when it is to be quick', () => {
    expect(readArguments(['boundary', '--quick']).rounds).toBeLessThan(readArguments(['boundary']).rounds);
  });

  it.each([[['a', 'b']], [['--rounds', '0']], [['--rounds', 'many']], [['--fast']], [['--json']]])(
    'refuses %j',
    (args) => {
      expect(() => readArguments(args)).toThrow();
    },
  );
});
