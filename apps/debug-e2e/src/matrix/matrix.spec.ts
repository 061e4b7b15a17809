import { describeCell } from './cell.ts';

// What the tests of tools/lldb-ts do not see, since they run on the workspace's own Node. The rest is in matrix.full.spec.ts.
describeCell({ node: 24, lldb: 22 }, ['stacks', 'crossings', 'oracle', 'core_dumps']);
