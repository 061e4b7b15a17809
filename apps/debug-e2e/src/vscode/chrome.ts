import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { DataFolder } from '../debuggee.ts';

/** A program that VS Code's debugger takes for the user's Chrome: without a screen, and without the sandbox that root cannot have. */
export function chromeProgram(): Disposable & { path: string } {
  const folder = new DataFolder();
  const path = join(folder.path, 'chrome');
  const chromium = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
  writeFileSync(path, `#!/bin/sh\nexec '${chromium}' --headless=new --no-sandbox --disable-gpu "$@"\n`, {
    mode: 0o755,
  });
  return { path, [Symbol.dispose]: () => folder[Symbol.dispose]() };
}
