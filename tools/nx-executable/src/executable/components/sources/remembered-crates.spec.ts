import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rememberedCrates } from './remembered-crates.ts';

describe('the crates that are remembered', () => {
  const compiler = { host: 'x86_64-unknown-linux-gnu', version: '1.95.0', sysroot: '/' };
  let root: string;
  let cargo: string | undefined;
  const manifest = (name: string) => join(root, name, 'Cargo.toml');
  const ask = async (features: string[] = []) => {
    const found = await rememberedCrates({ manifestPath: manifest('one'), features }, compiler, root);
    return found.map(({ name }) => name);
  };
  const forbidCargo = () => (process.env['CARGO'] = join(root, 'no-cargo'));

  beforeEach(() => {
    cargo = process.env['CARGO'];
    root = mkdtempSync(join(tmpdir(), 'crates-'));
    for (const [name, dependency] of [
      ['one', 'two = { path = "../two" }'],
      ['two', ''],
    ] as const) {
      mkdirSync(join(root, name, 'src'), { recursive: true });
      writeFileSync(join(root, name, 'src/lib.rs'), '');
      const features = name === 'one' ? '[features]\nmore = []\n' : '';
      writeFileSync(
        manifest(name),
        `[package]\nname = "${name}"\nversion = "0.1.0"\nlicense = "MIT"\n${features}[dependencies]\n${dependency}\n`,
      );
    }
    writeFileSync(
      join(root, 'one/Cargo.lock'),
      'version = 4\n[[package]]\nname = "one"\nversion = "0.1.0"\ndependencies = ["two"]\n[[package]]\nname = "two"\nversion = "0.1.0"\n',
    );
  });
  afterEach(() => {
    if (cargo === undefined) delete process.env['CARGO'];
    else process.env['CARGO'] = cargo;
    rmSync(root, { recursive: true });
  });

  it('are told without cargo as long as nothing changed', async () => {
    expect(await ask()).toEqual(['one', 'two']);
    forbidCargo();
    expect(await ask()).toEqual(['one', 'two']);
  });

  it('are asked for again when a manifest of any of them changed, or the request', async () => {
    await ask();
    forbidCargo();
    await expect(ask(['more'])).rejects.toThrow('cargo');
    writeFileSync(manifest('two'), '# changed');
    await expect(ask()).rejects.toThrow('cargo');
  });
});
