import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { selfStarting } from './self-starting.ts';

describe('modules that would start the executable again', () => {
  let root: string;

  beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'self-starting-'))));
  afterEach(() => rmSync(root, { recursive: true }));

  async function told(text: string): Promise<string | undefined> {
    writeFileSync(join(root, 'main.ts'), `import { a } from './a.ts';\nconsole.log(a);\n`);
    writeFileSync(join(root, 'a.ts'), text);
    const { metafile } = await build({
      absWorkingDir: root,
      entryPoints: ['main.ts'],
      bundle: true,
      platform: 'node',
      write: false,
      metafile: true,
    });
    return selfStarting(metafile, root);
  }

  it.each([
    `import { fork } from 'node:child_process';\nexport const a = fork('./b.js');`,
    `import { spawn } from 'node:child_process';\nexport const a = spawn(process.execPath, ['b.js']);`,
    `import { execSync } from 'node:child_process';\nexport const a = execSync(\`"\${process.execPath}" b.js\`);`,
    `import { spawnSync } from 'node:child_process';\nimport { execPath } from 'node:process';\nexport const a = spawnSync(\n  execPath, ['b.js']);`,
    `import { Worker } from 'node:worker_threads';\nexport const a = new Worker('./b.js');`,
    `import * as threads from 'node:worker_threads';\nexport const a = new threads.Worker('./b.js');`,
    `import cluster from 'node:cluster';\nexport const a = cluster.fork();`,
  ])('are named: %s', async (text) => {
    expect(await told(text)).toMatch(/^a\.ts: fork\(\)/);
  });

  it('are none in a program that starts other programs', async () => {
    expect(await told(`import { spawn } from 'node:child_process';\nexport const a = spawn('ls');`)).toBeUndefined();
  });

  it('are none in a program whose threads are given their code', async () => {
    const text = `import { Worker } from 'node:worker_threads';\nexport const a = new Worker('1', { eval: true });`;
    expect(await told(text)).toBeUndefined();
  });
});
