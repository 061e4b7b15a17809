import { workspaceRoot } from '@bimetal/setup/workspace';

import { filesNamedIn, variablesNamedIn } from './named-in-tests.ts';

describe('what is named in tests', () => {
  it('is a variable in each way to read one', () => {
    // In pieces, or the check would find that this file reads them.
    const [node, python] = ['process' + '.env', 'os' + '.environ'];
    const source = `${node}['ONE'] ?? ${node}.TWO; ${python}["THREE"]; ${python}.get('FOUR'); given.env.FIVE; ${node}[SIX]`;
    expect(variablesNamedIn(source)).toEqual(['ONE', 'TWO', 'THREE', 'FOUR']);
  });

  it('is a file outside the project, from wherever the text leads there', () => {
    const here = 'tools/ci/src/inputs/named-in-tests.spec.ts';
    const source = `read('../../../../nx.json'); read("tools/jest/node.cjs"); read('../setup/package.json'); import './test-inputs.ts'`;
    const expected = ['nx.json', 'tools/jest/node.cjs', 'tools/setup/package.json'];
    expect(filesNamedIn(source, here, 'tools/ci', workspaceRoot).sort()).toEqual(expected);
  });
});
