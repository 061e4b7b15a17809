import { readArguments } from './arguments.ts';

describe('arguments', () => {
  it('reads a suite with its options', () => {
    expect(readArguments(['boundary', '--json', 'a.json', '--rounds=7'])).toMatchObject({
      suite: 'boundary',
      json: 'a.json',
      isQuick: false,
      rounds: 7,
      wantsHelp: false,
    });
  });

  it('leaves the rounds to the suite unless they are named', () => {
    expect(readArguments(['boundary', '--quick'])).toMatchObject({ rounds: undefined, isQuick: true });
  });

  it('reads what is compared', () => {
    expect(readArguments(['compare', 'a.json', 'b.json'])).toMatchObject({
      suite: 'compare',
      compared: ['a.json', 'b.json'],
    });
    expect(readArguments(['compare', 'HEAD~3', '--suite', 'boundary'])).toMatchObject({
      compared: ['HEAD~3'],
      comparedSuite: 'boundary',
    });
  });

  it.each([
    [['a', 'b']],
    [['compare']],
    [['compare', 'a', 'b', 'c']],
    [['--rounds', '0']],
    [['--rounds', '1.5']],
    [['--rounds', 'many']],
    [['--minutes', '-1']],
    [['--fast']],
    [['--json']],
  ])('refuses %j', (args) => {
    expect(() => readArguments(args)).toThrow();
  });
});
