import { type Context, evaluate, runs, substitute } from './expression.ts';

const context: Context = { matrix: { system: 'linux-x64', image: '' }, inputs: { cached: false }, github: {} };

describe('an expression of a workflow', () => {
  it.each([
    ["matrix.system == 'linux-x64'", true],
    ["matrix.system != 'linux-x64' || inputs.cached", false],
    ["inputs.cached && 'npm' || ''", ''],
    ["!(inputs.cached) && matrix.system == 'linux-x64'", true],
    ["'it''s'", "it's"],
    ['matrix.nothing', ''],
    ['always() && true', true],
  ])('%s is %s', (expression, value) => {
    expect(evaluate(expression, context)).toBe(value);
  });

  it.each(['hashFiles()', 'secrets.TOKEN', "a == 'b", 'matrix.system matrix.image', '(true', '1 < 2'])(
    'that is not understood is refused: %s',
    (expression) => {
      expect(() => evaluate(expression, context)).toThrow();
    },
  );

  it('is put in place in a command', () => {
    expect(substitute('nx build -c ${{ matrix.system }} # ${{ inputs.cached }}', context)).toBe(
      'nx build -c linux-x64 # false',
    );
  });
});

describe('a step', () => {
  it('runs while nothing has failed, unless it asks for the state itself', () => {
    expect([runs(undefined, context, false), runs(undefined, context, true)]).toEqual([true, false]);
    expect([runs('always()', context, true), runs("matrix.system != ''", context, true)]).toEqual([true, false]);
    expect([runs('${{ failure() }}', context, false), runs('failure()', context, true)]).toEqual([false, true]);
    expect(runs('inputs.cached', context, false)).toBe(false);
  });
});
