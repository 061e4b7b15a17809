import { cratePinProblems, crateRequirements, npmPinProblems, npmRequirements } from './pins.ts';

describe('pins', () => {
  it.each(['1.2.3', '1.2.3-rc.1', '0.0.0'])('accepts the npm version %s', (requirement) => {
    expect(npmPinProblems([{ manifest: 'package.json', name: 'a', requirement }])).toEqual([]);
  });

  it.each(['^1.2.3', '~1.2.3', '1.2', '*', 'latest', '>=1.0.0', '1.2.3 || 2.0.0', 'git+https://example.com/a.git', ''])(
    'refuses the npm version "%s"',
    (requirement) => {
      expect(npmPinProblems([{ manifest: 'apps/api/package.json', name: 'a', requirement }])).toEqual([
        `apps/api/package.json: a is "${requirement}"; pin one exact version.`,
      ]);
    },
  );

  it('knows that cargo reads a bare version as a range', () => {
    const [exact, bare, caret] = ['=1.2.3', '1.2.3', '^1.2.3'].map((requirement) => ({
      manifest: 'store',
      name: 'a',
      requirement,
    }));
    expect(cratePinProblems([exact, bare, caret].flatMap((one) => one ?? []))).toHaveLength(2);
  });

  it('reads every kind of dependency but the peers', () => {
    const manifest = {
      dependencies: { a: '1.0.0' },
      devDependencies: { b: '2.0.0' },
      optionalDependencies: { c: '3.0.0' },
      peerDependencies: { d: '^4' },
    };
    expect(npmRequirements('package.json', manifest).map(({ name }) => name)).toEqual(['a', 'b', 'c']);
  });

  it('leaves out the crates of the workspace itself', () => {
    const dependencies = [
      { name: 'redb', req: '=4.6.0' },
      { name: 'bimetal-store', req: '^0.1.0', path: '/somewhere/native/store' },
    ];
    expect(crateRequirements({ packages: [{ name: 'bimetal-addon', dependencies }] })).toEqual([
      { manifest: 'bimetal-addon', name: 'redb', requirement: '=4.6.0' },
    ]);
  });
});
