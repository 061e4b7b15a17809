import { type Diagnosis } from './diagnose.ts';

const WORDS = { fine: 'ok', notice: 'note', broken: 'BROKEN' } as const;

/** One line a check, and below it what mends it. */
export function formatDiagnoses(diagnoses: readonly Diagnosis[]): string {
  const width = Math.max(...diagnoses.map(({ name }) => name.length));
  const indent = ' '.repeat(6 + 2 + width + 2);
  return diagnoses
    .flatMap(({ name, verdict, says, mend }) => [
      `${WORDS[verdict].padEnd(6)}  ${name.padEnd(width)}  ${says}`,
      ...(mend ? [`${indent}mend: ${mend}`] : []),
    ])
    .join('\n');
}

/** The last line: what it comes to. */
export function formatSummary(diagnoses: readonly Diagnosis[]): string {
  const count = (verdict: Diagnosis['verdict']) => diagnoses.filter((one) => one.verdict === verdict).length;
  const brokenCount = count('broken');
  const verdict = brokenCount > 0 ? 'Debugging will not fully work here' : 'Debugging works here';
  return `${verdict}: ${count('fine')} ok, ${count('notice')} to note, ${brokenCount} broken.`;
}
