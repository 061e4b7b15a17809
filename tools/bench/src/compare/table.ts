import { figure } from '../table.ts';
import { type Change } from './compare.ts';

/** The changes for people; what is beyond noise is marked. */
export function formatChanges(changes: readonly Change[]): string {
  const lines = changes.map(({ name, unit, before, after, ratioBefore, ratioAfter, gain, noise, verdict }) => [
    name,
    shown(before),
    shown(after),
    unit,
    ratioBefore || ratioAfter ? `${shown(ratioBefore)} → ${shown(ratioAfter)}` : '',
    gain === undefined ? '' : `${gain < 0 ? '−' : '+'}${(Math.abs(gain) * 100).toFixed(0)} %`,
    `± ${(noise * 100).toFixed(0)} %`,
    verdict === 'same' ? '' : `<- ${verdict}`,
  ]);
  const table = [['', 'old', 'new', 'unit', 'ratio', 'change', 'noise', ''], ...lines];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((line) => line[column]?.length ?? 0))) ?? [];
  return table
    .map((line) =>
      line
        .map((cell, column) =>
          [1, 2, 5, 6].includes(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .concat(
      '',
      '`change` above 0 is better. It is of the ratio to the best peer where there is one, and beyond `noise` it is marked.',
    )
    .join('\n');
}

function shown(value: number | null | undefined): string {
  return value === undefined || value === null ? '-' : figure(value);
}
