import { testArguments } from './arguments.ts';

describe('the arguments of cargo test', () => {
  it('cover every feature and every test program by default', () => {
    expect(testArguments({}, 'store', true)).toEqual([
      ...['test', '--package', 'store', '--locked', '--all-features', '--no-fail-fast'],
    ]);
  });

  it('switch on only the features that are named', () => {
    const args = testArguments({ features: ['a', 'b'], noDefaultFeatures: true, noFailFast: false }, 'store', false);
    expect(args).toEqual(['test', '--package', 'store', '--no-default-features', '--features', 'a,b']);
  });

  it('pass arguments for the test programs after the dashes', () => {
    const args = testArguments({ profile: 'release', args: ['--lib'], testArgs: ['--ignored', 'key'] }, 'store', false);
    expect(args.slice(2)).toEqual([
      ...['store', '--release', '--all-features', '--no-fail-fast', '--lib', '--', '--ignored', 'key'],
    ]);
  });
});
