'use strict';
// Loaded into an executable before its program (NODE_OPTIONS=--require): writes what is inside to a folder, and ends.
const { writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { getAssetKeys, getRawAsset } = require('node:sea');

const folder = process.env.BIMETAL_BENCH_ASSETS;
const files = {};
for (const [index, name] of getAssetKeys().entries()) {
  const bytes = Buffer.from(getRawAsset(name));
  const file = join(folder, String(index));
  writeFileSync(file, bytes);
  files[name] = { file, size: bytes.length };
}
writeFileSync(join(folder, 'files.json'), JSON.stringify(files));
process.exit();
