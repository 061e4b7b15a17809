import { checkNode, checkPlatform } from './platform.ts';

describe('an executable is refused', () => {
  it('for another machine than the one that builds', () => {
    expect(() => checkPlatform('darwin-arm64', 'linux-x64', 'gnu')).toThrow(
      'This is linux-x64, and an executable for darwin-arm64 is built on darwin-arm64',
    );
    expect(() => checkPlatform('linux-x64', 'linux-x64', 'gnu')).not.toThrow();
    expect(() => checkPlatform(undefined, 'win32-arm64', undefined)).not.toThrow();
  });

  it('on a machine that it cannot be built on', () => {
    expect(() => checkPlatform(undefined, 'freebsd-x64', undefined)).toThrow(
      'not built on freebsd-x64, only on linux-x64',
    );
    expect(() => checkPlatform(undefined, 'linux-x64', 'musl')).toThrow('need glibc');
  });

  it.each(['20.20.2', '24.21.0', '25.4.9'])('by Node %s, which cannot write one', (version) => {
    expect(() => checkNode(version)).toThrow(`Node ${version} cannot write executables: --build-sea needs Node 25.5`);
  });

  it.each(['25.5.0', '26.10.0', '30.0.0'])('not by Node %s', (version) => {
    expect(() => checkNode(version)).not.toThrow();
  });
});
