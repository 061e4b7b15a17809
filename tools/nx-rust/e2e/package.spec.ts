import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { ProbeWorkspace, REPOSITORY } from './probe-workspace.ts';

const PLUGIN = join(import.meta.dirname, '..');

describe('the package of the plugin', () => {
  let probe: ProbeWorkspace;

  beforeAll(() => (probe = new ProbeWorkspace()));
  afterAll(() => probe.remove());

  it('works where npm has installed it, and brings nothing that only its own workspace can run', async () => {
    const script = join(PLUGIN, 'scripts', 'package.ts');
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, PLUGIN], { encoding: 'utf8' });
    expect({ status, stderr }).toMatchObject({ status: 0 });

    // As npm would, but for everything else, which is that of this workspace.
    const modules = probe.path('node_modules');
    rmSync(modules);
    mkdirSync(join(modules, '@bimetal/nx-rust'), { recursive: true });
    for (const name of readdirSync(join(REPOSITORY, 'node_modules'))) {
      if (name !== '@bimetal') symlinkSync(join(REPOSITORY, 'node_modules', name), join(modules, name));
    }
    const unpack = ['-xzf', stdout.trim(), '-C', join(modules, '@bimetal/nx-rust'), '--strip-components=1'];
    expect(spawnSync('tar', unpack).status).toBe(0);

    const files = readdirSync(join(modules, '@bimetal/nx-rust'), { recursive: true, encoding: 'utf8' });
    expect(files.filter((file) => /\.ts$|\.spec\.|jest|^e2e/.test(file))).toEqual([]);
    const first = await probe.nx(['run', 'shout:build']);
    expect(first).toMatchObject({ code: 0 });
    expect((await probe.nx(['run', 'shout:build'])).output).toContain('local cache');
  });
});
