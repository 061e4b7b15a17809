'use strict';
// What Nx loads, in words that every Node knows: an older one would answer the TypeScript with "Unexpected token".
require('./needs-node.cjs').needsNode('@bimetal/nx-rust', 24);
module.exports = require('./src/index.ts');
