import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { workspaceRoot } from '@bimetal/setup/workspace';
import { parse as parseToml } from 'smol-toml';
import { parse } from 'yaml';

import type { Workflow } from '../workflows/workflow.ts';

const text = (path: string) => readFileSync(join(workspaceRoot, path), 'utf8');
const { jobs = {} } = parse(text('.github/workflows/build.yml')) as Workflow;
const cells = jobs['build']?.strategy?.matrix?.include ?? [];

describe('the workflows of this workspace', () => {
  it('build in the Rust that rust-toolchain.toml pins', () => {
    const { toolchain } = parseToml(text('rust-toolchain.toml')) as { toolchain: { channel: string } };
    const images = cells.map(({ image }) => image).filter(Boolean);
    expect(images.length).toBeGreaterThan(0);
    for (const image of images) expect(image).toBe(`rust:${toolchain.channel}-bookworm`);
  });

  it('build for every system that the executable has a configuration for', () => {
    const { targets } = JSON.parse(text('apps/executable/project.json')) as {
      targets: { build: { configurations: Record<string, unknown> } };
    };
    const configurations = Object.keys(targets.build.configurations).filter((name) => name.includes('-'));
    expect(cells.map(({ system }) => system).sort()).toEqual(configurations.sort());
  });
});
