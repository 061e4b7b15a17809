import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { component, packageUrl, type Component } from './component.ts';
import { cycloneDx } from './cyclonedx.ts';

describe('the bill of materials', () => {
  const known = (name: string, licence: string, more: Partial<Component> = {}) =>
    component({ purl: packageUrl('npm', name, '1.0.0'), name, version: '1.0.0', licence, ...more });
  const contents = () => ({
    product: known('product', 'MIT OR Apache-2.0', { own: true, uses: new Set(['pkg:npm/%40two/x@1.0.0']) }),
    components: [
      known('@two/x', 'MIT/Apache-2.0', { homepage: 'https://example.org/a b' }),
      known('one', 'MIT', { hashes: [{ algorithm: 'SHA-512', hex: 'ab'.repeat(64) }] }),
      known('node', 'MIT', { parts: [{ name: 'v8', version: '14' }] }),
      known('own-terms', 'SEE LICENSE IN terms.txt'),
    ],
  });
  interface Bom {
    serialNumber: string;
    components: Record<string, unknown>[];
    dependencies: unknown[];
  }
  const read = () => JSON.parse(cycloneDx(contents())) as Bom;

  it('is valid by the schema of CycloneDX 1.6', async () => {
    const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6);
    expect(await validator.validate(cycloneDx(contents()))).toBeNull();
    expect(await validator.validate(cycloneDx(contents()).replace('"library"', '"book"'))).not.toBeNull();
  });

  it('has the same bytes for the same contents, and another serial number for others', () => {
    expect(cycloneDx(contents())).toBe(cycloneDx(contents()));
    const other = contents();
    other.components.pop();
    expect((JSON.parse(cycloneDx(other)) as Bom).serialNumber).not.toBe(read().serialNumber);
    expect(cycloneDx(contents())).not.toContain('timestamp');
  });

  it('names licences as identifier, expression or as they are', () => {
    expect(read().components.map(({ licenses }) => licenses)).toEqual([
      [{ expression: 'MIT OR Apache-2.0' }],
      [{ license: { id: 'MIT' } }],
      [{ license: { id: 'MIT' } }],
      [{ license: { name: 'SEE LICENSE IN terms.txt' } }],
    ]);
  });

  it('has what uses what, each by its package URL', () => {
    expect(read().dependencies[0]).toEqual({
      ref: 'pkg:npm/product@1.0.0',
      dependsOn: ['pkg:npm/%40two/x@1.0.0'],
    });
    expect(read().components[0]).toMatchObject({ group: '@two', name: 'x', purl: 'pkg:npm/%40two/x@1.0.0' });
  });
});
