import { utimesSync } from 'node:fs';

import { BrokenSetUp } from '../testing/broken-set-up.ts';

const [EARLIER, LATER] = [new Date(1_000_000_000_000), new Date(1_100_000_000_000)];

function buildOnPaper(broken: BrokenSetUp, builtAt: Date): void {
  utimesSync(broken.write('dist/debug/bimetal', ''), builtAt, builtAt);
  utimesSync(broken.write('apps/api/src/main.spec.ts', ''), LATER, LATER);
  utimesSync(broken.write('native/addon/src/lib.rs', ''), new Date(1_050_000_000_000), new Date(1_050_000_000_000));
}

describe('executable is current', () => {
  it.each([
    ['is fine when no source is newer', LATER, 'fine', 'no source is newer than dist/debug/bimetal'],
    [
      'names a source that is newer',
      EARLIER,
      'notice',
      'native/addon/src/lib.rs changed after dist/debug/bimetal was built: lines may be off',
    ],
  ])('%s', async (_what, builtAt, verdict, says) => {
    using broken = new BrokenSetUp();
    buildOnPaper(broken, builtAt);
    expect(await broken.diagnosis('executable is current')).toMatchObject({ verdict, says });
  });

  it('is nothing to be missed where nobody built one', async () => {
    using broken = new BrokenSetUp();
    expect(await broken.diagnosis('executable is current')).toMatchObject({ verdict: 'fine' });
  });
});
