module.exports = require('../jest/node.cjs')(__dirname, 'vscode-debug');
