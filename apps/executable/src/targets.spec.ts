import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Target {
  options: object;
  configurations: { debug: object };
}

describe('the targets of the executable', () => {
  it('build the same debug flavour, whether by a configuration or by a target that others depend on', () => {
    const file = join(import.meta.dirname, '..', 'project.json');
    const { targets } = JSON.parse(readFileSync(file, 'utf8')) as { targets: Record<'build' | 'build-debug', Target> };
    expect(targets['build-debug'].options).toEqual({ ...targets.build.options, ...targets.build.configurations.debug });
  });
});
