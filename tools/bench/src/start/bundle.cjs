'use strict';
// Runs the bundle of an executable on plain Node: the same text, compiled without a code cache, with its assets in files.
const { readFileSync } = require('node:fs');
const { Script } = require('node:vm');

const { bundle, assets } = JSON.parse(readFileSync(process.env.BIMETAL_BENCH_BUNDLE, 'utf8'));
const bytesOf = (name) => {
  const { buffer, byteOffset, byteLength } = readFileSync(assets[name].file);
  return buffer.slice(byteOffset, byteOffset + byteLength);
};
const sea = {
  isSea: () => true,
  getAssetKeys: () => Object.keys(assets),
  getRawAsset: bytesOf,
  getAsset: (name, encoding) => (encoding ? new TextDecoder(encoding).decode(bytesOf(name)) : bytesOf(name)),
  getAssetAsBlob: (name, options) => new Blob([bytesOf(name)], options),
};
const requireInside = (name) => (name === 'node:sea' || name === 'sea' ? sea : require(name));
const script = new Script(readFileSync(bundle, 'latin1'), { filename: bundle });
script.runInThisContext().call(module.exports, module.exports, requireInside, module, bundle, __dirname);
