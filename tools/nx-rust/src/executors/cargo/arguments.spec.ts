import { cargoArguments } from './arguments.ts';

describe('the arguments of a cargo command', () => {
  it('put the arguments of the tool after the dashes', () => {
    const options = { command: 'clippy', args: ['--all-targets'], toolArgs: ['-D', 'warnings'], locked: true };
    expect(cargoArguments(options, true)).toEqual(['clippy', '--locked', '--all-targets', '--', '-D', 'warnings']);
  });

  it('leave out what is not there', () => {
    expect(cargoArguments({ command: 'fmt', locked: true }, false)).toEqual(['fmt']);
    expect(cargoArguments({ command: 'fmt' }, true)).toEqual(['fmt']);
  });
});
