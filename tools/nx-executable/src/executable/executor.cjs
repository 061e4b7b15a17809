'use strict';
// In words that every Node knows: an older one would answer the TypeScript with "Unexpected token".
require('@bimetal/nx-rust/needs-node').needsNode('@bimetal/nx-executable', 24);
module.exports = require('./executor.ts');
