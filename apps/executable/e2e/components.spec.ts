import { readFileSync } from 'node:fs';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { BUILT } from './alone.ts';

describe('the list of components beside the executable', () => {
  const text = readFileSync(`${BUILT.replace(/\.exe$/, '')}.cdx.json`, 'utf8');
  const { components } = JSON.parse(text) as { components: { name: string; purl: string }[] };

  it('is CycloneDX 1.6', async () => {
    expect(await new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(text)).toBeNull();
  });

  it.each(['pkg:npm/fastify@', 'pkg:npm/%40angular/core@', 'pkg:cargo/redb@', 'node@26.'])('names %s', (part) => {
    expect(components.filter(({ purl }) => purl?.includes(part))).not.toEqual([]);
  });

  it('tells nothing of when and where it was made', () => {
    expect(text).not.toMatch(/"timestamp"|\/home\/|\/work\/|\/root\//);
  });
});
