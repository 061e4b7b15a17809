import { compareTexts } from './compared-texts';

describe('compareTexts', () => {
  it('gives short texts whole', () => {
    expect(compareTexts('one', 'other', 100)).toEqual({ mine: 'one', theirs: 'other' });
  });

  it('gives long ones from a little before their first difference, wherever that is', () => {
    const same = 'x'.repeat(1_000_000);
    const { mine, theirs } = compareTexts(`${same}mine${same}`, `${same}theirs${same}`, 500);
    expect(mine).toMatch(/^…x{120}minex*…$/);
    expect(theirs).toMatch(/^…x{120}theirsx*…$/);
    expect(mine).toHaveLength(502);
  });

  it('shows that one ends where the other goes on', () => {
    const same = 'x'.repeat(1_000);
    expect(compareTexts(same, `${same}more`, 200)).toEqual({
      mine: `…${'x'.repeat(120)}`,
      theirs: `…${'x'.repeat(120)}more`,
    });
  });
});
