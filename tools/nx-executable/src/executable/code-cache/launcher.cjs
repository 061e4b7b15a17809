'use strict';
// The first script of an executable with a warmed code cache: it compiles the bundle with that cache and calls it.
const { getRawAsset } = require('node:sea');
const { Script } = require('node:vm');

const filename = 'FILENAME';
const source = Buffer.from(getRawAsset(filename)).latin1Slice();
const cachedData = Buffer.from(getRawAsset(`${filename}.cache`));
const wrapper = new Script(source, { filename, cachedData }).runInThisContext();
wrapper.call(module.exports, module.exports, require, module, __filename, __dirname);
