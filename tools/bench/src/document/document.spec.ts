import { rowOf } from '../suite.ts';
import { figuresTable, syncsTable } from './figures.ts';
import { replaceFigures } from './write.ts';

describe('the page of figures', () => {
  it('gets new figures between the marks of a suite, and keeps the rest', () => {
    const mark = (suite: string, inside: string) =>
      `<!-- figures: npm run bench -- ${suite} (old) -->\n${inside}\n<!-- /figures -->`;
    const text = `a\n${mark('one', '1')}\nb\n${mark('two', '2')}\nc`;
    expect(replaceFigures(text, 'two', 'new', 'table')).toBe(
      `a\n${mark('one', '1')}\nb\n<!-- figures: npm run bench -- two (new) -->\n\ntable\n\n<!-- /figures -->\nc`,
    );
    expect(() => replaceFigures(text, 'three', '', '')).toThrow('no figures of three');
  });

  it('shows rows that are lost as they are', () => {
    const lost = { ...rowOf('get', 'ns', 20, { lmdb: 10 }), goal: { of: 'ratio', floor: 1.15, stretch: 0.4 } as const };
    expect(figuresTable([{ ...lost, beside: { redb: 40 } }])).toBe(
      [
        '|  | unit | **log** | lmdb | redb | ratio | floor | aim |',
        '| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |',
        '| get | ns | **20.0** | 10.0 | 40.0 | 0.50 | 1.15 | 0.4 ✓ |',
      ].join('\n'),
    );
  });

  it('has the fsyncs of the rows that count them', () => {
    const counted = { ...rowOf('put', 'us', 1, {}), notes: { 'fsyncs an operation': { log: 1, lmdb: 1 } } };
    expect(syncsTable([counted, rowOf('get', 'ns', 1, {})])).toContain('| put | 1.00 | 1.00 |');
  });
});
