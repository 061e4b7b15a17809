import { arrowProblems } from './arrows.ts';

const crate = (name: string, ...dependencies: string[]) => ({
  name: `bimetal-${name}`,
  dependencies: [...dependencies.map((one) => ({ name: `bimetal-${one}`, path: `/native/${one}` })), { name: 'libc' }],
});

describe('the arrows between crates', () => {
  it('may go down', () => {
    expect(arrowProblems([crate('document'), crate('log', 'engine', 'files'), crate('addon', 'store')])).toEqual([]);
  });

  it('may not go up, aside, or past the store', () => {
    const problems = arrowProblems([crate('document', 'engine'), crate('log', 'redb'), crate('addon', 'log')]);
    expect(problems).toEqual([
      'bimetal-document must not depend on bimetal-engine: the arrows go one way.',
      'bimetal-log must not depend on bimetal-redb: the arrows go one way.',
      'bimetal-addon must not depend on bimetal-log: the arrows go one way.',
    ]);
  });

  it('are asked for of every crate', () => {
    expect(arrowProblems([crate('postgres')])).toHaveLength(1);
  });
});
