import { component, packageUrl, type Component } from '../component.ts';
import { licencesText } from './licences-text.ts';

describe('the text of all licences', () => {
  const known = (name: string, text: string, more: Partial<Component> = {}) =>
    component({
      purl: packageUrl('npm', name, '1.0.0'),
      name,
      version: '1.0.0',
      licence: 'MIT',
      texts: text ? [{ title: 'LICENSE', text }] : [],
      ...more,
    });

  it('begins with the product and has each text once', () => {
    const text = licencesText({
      product: known('product', 'ours', { licence: 'MIT OR Apache-2.0', own: true }),
      components: [
        known('@product/part', '', { own: true }),
        known('one', 'shared\n  text', { homepage: 'https://example.org', authors: ['Somebody'] }),
        known('two', 'shared text', { parts: [{ name: 'inner', version: '3' }] }),
        known('three', 'another text'),
      ],
    });
    const rule = '='.repeat(80);
    expect(text.split('\n')).toEqual([
      'product 1.0.0 is under MIT OR Apache-2.0.',
      'Inside it are 3 components of others. First comes the list of all, then each licence text once.',
      ...['', rule],
      ...['', 'product 1.0.0', '  Licence:  MIT OR Apache-2.0'],
      ...['  Made of:  @product/part 1.0.0', '  Texts:    [1] LICENSE'],
      ...['', 'one 1.0.0', '  Licence:  MIT', '  Homepage: https://example.org', '  Authors:  Somebody'],
      '  Texts:    [2] LICENSE',
      ...['', 'two 1.0.0', '  Licence:  MIT', '  Inside:   inner 3', '  Texts:    [2] LICENSE'],
      ...['', 'three 1.0.0', '  Licence:  MIT', '  Texts:    [3] LICENSE'],
      ...['', rule, '[1] product 1.0.0', rule, '', 'ours'],
      ...['', rule, '[2] one 1.0.0, two 1.0.0', rule, '', 'shared', '  text'],
      ...['', rule, '[3] three 1.0.0', rule, '', 'another text', ''],
    ]);
  });
});
