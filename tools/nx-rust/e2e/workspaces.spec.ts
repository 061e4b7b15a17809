import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { GREETER_BY_HAND, ProbeWorkspace } from './probe-workspace.ts';

interface Graph {
  graph: {
    nodes: Record<string, { data: { root: string; targets: Record<string, { executor: string; options: object }> } }>;
    dependencies: Record<string, { target: string }[]>;
  };
}

/** What other people's workspaces have in them. */
describe('in a workspace as it is found', () => {
  let probe: ProbeWorkspace;

  beforeAll(() => {
    // A test that needs Node-API's functions, which the by-hand addon leaves to Node.
    const tests = `
#[cfg(test)]
mod tests {
    #[test]
    fn registers() {
        unsafe { super::napi_register_module_v1(std::ptr::null_mut(), std::ptr::null_mut()) };
    }
}
`;
    const source = GREETER_BY_HAND['crates/greeter/src/lib.rs'].replace('forget(setup());', 'forget(());') + tests;
    const manifest = GREETER_BY_HAND['crates/greeter/Cargo.toml'].replace(
      'napi-sys = { version = "3",',
      'napi-sys = { version = "3", default-features = false,',
    );
    const greeter = { 'crates/greeter/Cargo.toml': manifest, 'crates/greeter/src/lib.rs': source };
    probe = new ProbeWorkspace({ ...GREETER_BY_HAND, ...greeter });
  });
  afterAll(() => probe.remove());

  async function graph(): Promise<Graph['graph'] & { output: string }> {
    const { code, output } = await probe.nx(['graph', '--file=graph.json']);
    expect({ code, output }).toMatchObject({ code: 0 });
    return { ...(JSON.parse(probe.read('graph.json')) as Graph).graph, output };
  }

  it('makes projects of members only, and names once what it leaves out', async () => {
    const before = Object.keys((await graph()).nodes).sort();
    probe.write('vendor/theirs/Cargo.toml', '[package]\nname = "theirs"\nversion = "1.0.0"\n');
    probe.write('vendor/theirs/.cargo-checksum.json', '{}');
    probe.write('vendor/theirs/src/lib.rs', '');
    probe.write('templates/crate/Cargo.toml', '[package]\nname = "{{name}}"\nversion = "0.1.0"\n');
    probe.write('app/fixtures/broken/Cargo.toml', '[package\nname = ');
    const first = await graph();
    expect(Object.keys(first.nodes).sort()).toEqual(before);
    expect(first.output.match(/"exclude"/g)).toHaveLength(1);
    expect(first.output).toContain('and 1 more');
    expect((await graph()).output).not.toContain('exclude');
    for (const folder of ['vendor', 'templates', 'app/fixtures']) rmSync(probe.path(folder), { recursive: true });
  });

  it('moves an arrow when only the root says where a crate is', async () => {
    const manifests = Object.fromEntries(
      ['Cargo.toml', 'crates/shout/Cargo.toml'].map((file) => [file, probe.read(file)]),
    );
    const crate = (name: string) => `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2024"\n`;
    for (const folder of ['mood', 'mood-two']) {
      probe.write(`crates/${folder}/Cargo.toml`, crate(folder === 'mood' ? 'mood' : 'mood-two'));
      probe.write(`crates/${folder}/src/lib.rs`, '');
    }
    probe.edit(
      'Cargo.toml',
      '[workspace.package]',
      '[workspace.dependencies]\nmood = { path = "crates/mood" }\n[workspace.package]',
    );
    probe.edit('crates/shout/Cargo.toml', '[dependencies]', '[dependencies]\nmood.workspace = true');
    const arrows = async () => ((await graph()).dependencies['shout'] ?? []).map(({ target }) => target).sort();
    expect(await arrows()).toEqual(['greeting', 'mood']);
    probe.edit(
      'Cargo.toml',
      'mood = { path = "crates/mood" }',
      'mood = { path = "crates/mood-two", package = "mood-two" }',
    );
    expect(await arrows()).toEqual(['greeting', 'mood-two']);
    for (const [file, text] of Object.entries(manifests)) probe.write(file, text);
    expect(await arrows()).toEqual(['greeting']);
    for (const folder of ['mood', 'mood-two']) rmSync(probe.path(`crates/${folder}`), { recursive: true });
  });

  it('says which scripts stand for its targets, and yields none of them once the user has chosen', async () => {
    const manifest = 'crates/greeter/package.json';
    const original = probe.read(manifest);
    const greeter = JSON.parse(original) as object;
    const executor = async () => (await graph()).nodes['@probe/greeter']?.data.targets['build']?.executor;
    probe.write(manifest, JSON.stringify({ ...greeter, scripts: { build: 'napi build --release' } }));
    const { nodes, output } = await graph();
    expect(nodes['@probe/greeter']?.data.targets['build']?.executor).toBe('nx:run-script');
    expect(output).toContain('"includedScripts": []');
    const chosen = { ...greeter, scripts: { build: 'napi build --release' }, nx: { includedScripts: [] } };
    probe.write(manifest, JSON.stringify(chosen));
    expect(await executor()).toBe('@bimetal/nx-rust:build');
    probe.write(manifest, original);
  });

  it('gives the options of the build to its sisters', async () => {
    const manifest = 'crates/greeter/package.json';
    const original = probe.read(manifest);
    const targets = {
      build: { options: { features: ['fast'] } },
      'build-release': { options: { features: ['small'] } },
    };
    probe.write(manifest, JSON.stringify({ ...(JSON.parse(original) as object), nx: { targets } }));
    const found = (await graph()).nodes['@probe/greeter']?.data.targets ?? {};
    expect(found['build-profiling']?.options).toMatchObject({ features: ['fast'], profile: 'profiling' });
    expect(found['build-embedded']?.options).toMatchObject({ features: ['fast'], profile: 'release' });
    expect(found['build-release']?.options).toMatchObject({ features: ['small'], profile: 'release' });
    probe.write(manifest, original);
  });

  it('says in one sentence why the tests of an addon do not link', async () => {
    const { code, output } = await probe.nx(['run', '@probe/greeter:test', '--allFeatures=false']);
    expect(code).not.toBe(0);
    expect(output).toContain('add "dyn-symbols" to the features of napi in Cargo.toml');
    expect(output).not.toMatch(/undefined (symbol|reference)|linking with/);
  });

  it('names the file that is no JSON, without a stack', async () => {
    const manifest = 'crates/greeter/package.json';
    const original = probe.read(manifest);
    probe.write(manifest, '{ "name": ');
    const { output } = await probe.nx(['show', 'projects']);
    expect(output).toContain('crates/greeter/package.json');
    expect(output).not.toMatch(/^\s+at .*nx-rust/m);
    probe.write(manifest, original);
  });

  it('builds an addon that is named by a package.json above it, and says what is missing where there is none', async () => {
    const root = probe.read('package.json');
    rmSync(probe.path('crates/greeter/package.json'));
    const missing = await probe.nx(['run', 'greeter:build']);
    expect(missing.code).not.toBe(0);
    expect(missing.output).toContain('crates/greeter has no package.json');
    expect(missing.output).not.toMatch(/^\s+at /m);
    probe.write('package.json', JSON.stringify({ ...(JSON.parse(root) as object), napi: { binaryName: 'greeter' } }));
    const { code, output } = await probe.nx(['run', 'greeter:build']);
    expect({ code, output }).toMatchObject({ code: 0 });
    expect(probe.greet('debug')).toBe('Hello, Ada.');
  });

  const oldNode = spawnSync('/usr/bin/node', ['-v'], { encoding: 'utf8' }).stdout;
  (/^v2[0-2]\./.test(oldNode ?? '') ? it : it.skip)('tells an old Node which is needed', () => {
    const { stdout, stderr } = spawnSync('/usr/bin/node', ['node_modules/nx/dist/bin/nx.js', 'show', 'projects'], {
      cwd: probe.root,
      encoding: 'utf8',
      env: { ...process.env, NODE_OPTIONS: '', NX_DAEMON: 'false' },
    });
    expect(stdout + stderr).toMatch(/@bimetal\/nx-rust needs Node 24 or newer to run Nx with, and this is 2/);
    expect(stdout + stderr).not.toContain('Unexpected token');
  });
});
