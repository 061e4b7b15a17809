import { replacedByScripts } from './scripts.ts';

const TARGETS = ['build', 'build-release', 'test'];

describe('scripts that take the place of targets', () => {
  it('are told, with both ways to choose', () => {
    const scripts = { build: 'napi build --release', test: 'ava', artifacts: 'napi artifacts' };
    const sentence = replacedByScripts({ scripts }, 'crates/addon', TARGETS);
    expect(sentence).toContain('The scripts "build", "test" of crates/addon/package.json');
    expect(sentence).toContain('"includedScripts": ["artifacts"]');
    expect(sentence).toContain('["artifacts","build","test"]');
  });

  it.each([
    ['no script has the name of a target', { scripts: { artifacts: 'napi artifacts' } }],
    ['the user has chosen', { scripts: { build: 'x' }, nx: { includedScripts: [] } }],
    [
      'the user has written the target',
      { scripts: { build: 'x' }, nx: { targets: { build: { executor: 'mine:build' } } } },
    ],
  ])('are no matter when %s', (_case, manifest) => {
    expect(replacedByScripts(manifest, 'crates/addon', TARGETS)).toBeUndefined();
  });
});
