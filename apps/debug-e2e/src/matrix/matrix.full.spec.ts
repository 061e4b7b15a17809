import { describeCell } from './cell.ts';

const everywhere = [
  'stacks',
  'crossings',
  'oracle',
  'values',
  'locals',
  'core_dumps',
  'attach',
  'listing',
  'rust_formatters',
  'stepping',
];

describeCell({ node: 26, lldb: 22 }, [...everywhere, 'frame_provider', 'workers']);
describeCell({ node: 24, lldb: 22 }, [...everywhere, 'frame_provider', 'workers']);
describeCell({ node: 26, lldb: 19 }, everywhere);
describeCell({ node: 24, lldb: 19 }, everywhere);
