const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

// What the end-to-end tests start: dist/bimetal, unless the environment names another.
process.env.BIMETAL_EXECUTABLE ??= process.platform === 'win32' ? 'dist/bimetal.exe' : 'dist/bimetal';

// The processes of a test runner inherit this one's environment, so only the first of them makes the folder.
if (process.env.BIMETAL_CACHE === undefined) {
  const cache = mkdtempSync(join(tmpdir(), 'bimetal-e2e-cache-'));
  process.env.BIMETAL_CACHE = cache;
  process.on('exit', () => rmSync(cache, { recursive: true, force: true }));
}
