import { crateLike } from '../testing/crate-like.ts';
import { declaredInputs } from './declared-inputs.ts';

describe('declared inputs', () => {
  const store = crateLike({ name: 'store', inputs: ['shared/**/*.json'] });
  const checks = crateLike({ name: 'checks', inputs: ['fixtures/*'] });
  const addon = crateLike({
    name: 'addon',
    inputs: ['words.txt'],
    dependencies: [
      { root: 'native/store', kind: 'normal' },
      { root: 'native/checks', kind: 'dev' },
    ],
  });

  it.each([
    ['words.txt', false, true],
    ['shared/a/keys.json', false, true],
    ['shared/keys.txt', false, false],
    ['fixtures/a.bin', false, false],
    ['fixtures/a.bin', true, true],
  ])('have %s (with tests: %s): %s', (file, withTests, expected) => {
    expect(declaredInputs(addon, [addon, store, checks], withTests)(file)).toBe(expected);
  });
});
