import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { settingsFileAt, SHIPPED_SETTINGS_FILE } from './config/settings-file.js';
import { type Program } from './program.js';
import { FolderPage } from './static/folder-page.js';

/** The API package itself, whether it runs from its sources or built. */
const PACKAGE_FOLDER = fileURLToPath(new URL('..', import.meta.url));

const CODE_FOLDER = fileURLToPath(new URL('.', import.meta.url));

const WORKER = new URL('worker.js', import.meta.url);

/** Where this workspace builds its page. */
const PAGE_FOLDER = fileURLToPath(new URL('../../ui/dist/browser', import.meta.url));

/** The program of this package, in its workspace: everything is a file beside it. */
export function packageProgram(): Program {
  const { version } = JSON.parse(readFileSync(join(PACKAGE_FOLDER, 'package.json'), 'utf8')) as { version: string };
  return {
    version,
    buildId,
    shippedSettings: settingsFileAt(join(PACKAGE_FOLDER, SHIPPED_SETTINGS_FILE)),
    page: new FolderPage(PAGE_FOLDER),
    startWorker: (options) => new Worker(WORKER, options),
  };
}

/** A hash over the files of the API, made at the start, when the files are what was loaded. */
function buildId(): string {
  const hash = createHash('sha256');
  for (const file of globSync('**/*.js', { cwd: CODE_FOLDER }).sort()) {
    hash.update(file).update(readFileSync(join(CODE_FOLDER, file)));
  }
  return hash.digest('hex').slice(0, 16);
}
