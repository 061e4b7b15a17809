import { createRequire } from 'node:module';

const { needsNode } = createRequire(import.meta.url)('../needs-node.cjs') as {
  needsNode: (plugin: string, major: number) => void;
};

describe('a Node that is too old', () => {
  it('gets one sentence that says which is needed, and how to have it', () => {
    const message = /^@bimetal\/nx-rust needs Node 999 or newer .* and this is [\d.]+: install it, .*npx\.$/;
    expect(() => needsNode('@bimetal/nx-rust', 999)).toThrow(message);
    expect(() => needsNode('@bimetal/nx-rust', 24)).not.toThrow();
  });
});
