'use strict';
// Runs a bundle as the executable would, until it has printed a text, and writes the code cache of what has been compiled
// by then. Arguments: a JSON file with { script, filename, cache, until, assets, args }.
const fs = require('node:fs');
const { Script } = require('node:vm');
const { setFlagsFromString } = require('node:v8');

const { script, filename, cache, until, assets, args } = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
const compiled = new Script(fs.readFileSync(script, 'latin1'), { filename });

/** What `node:sea` is inside the executable, with the assets read from where they come from. */
const sea = {
  isSea: () => true,
  getAssetKeys: () => Object.keys(assets),
  getRawAsset: (name) => bytesOf(name),
  getAsset: (name, encoding) =>
    encoding === undefined ? bytesOf(name) : new TextDecoder(encoding).decode(bytesOf(name)),
  getAssetAsBlob: (name, options) => new Blob([bytesOf(name)], options),
};

function bytesOf(name) {
  const file = assets[name];
  if (file === undefined) throw new Error(`there is no asset ${name}`);
  const { buffer, byteOffset, byteLength } = fs.readFileSync(file);
  return buffer.slice(byteOffset, byteOffset + byteLength);
}

let done = false;
function seen(chunk) {
  if (done || !String(chunk).includes(until)) return;
  done = true;
  setImmediate(() => {
    // The flags that made the run repeatable would be in the cache's hash, and V8 would refuse it without them.
    setFlagsFromString('--hash-seed=0');
    setFlagsFromString('--flush-bytecode');
    fs.writeFileSync(cache, compiled.createCachedData());
    process.kill(process.pid, 'SIGKILL');
  });
}

for (const stream of [process.stdout, process.stderr]) {
  const { write } = stream;
  stream.write = function (chunk, ...rest) {
    const result = write.call(this, chunk, ...rest);
    seen(chunk);
    return result;
  };
}
const { writeSync } = fs;
fs.writeSync = (descriptor, data, ...rest) => {
  const result = writeSync(descriptor, data, ...rest);
  if (descriptor === 1 || descriptor === 2) seen(data);
  return result;
};

process.argv.splice(1, Infinity, process.execPath, ...args);
const requireInside = (name) => (name === 'node:sea' || name === 'sea' ? sea : require(name));
const exported = { exports: {} };
compiled.runInThisContext()(exported.exports, requireInside, exported, process.execPath, __dirname);
