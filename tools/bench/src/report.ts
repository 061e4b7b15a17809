import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

import { type Machine } from './machine.ts';
import { type Row } from './suite.ts';

/** What `--json` writes. */
export type Report = { suite: string; machine?: Machine; rows: Row[]; further?: unknown };

export function writeReport(file: string, report: Report): string {
  const path = resolve(file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(report, undefined, 2)}\n`);
  return path;
}

export function readReport(file: string): Report {
  const report = JSON.parse(readFileSync(file, 'utf8')) as Partial<Report>;
  if (typeof report.suite !== 'string' || !Array.isArray(report.rows)) {
    throw new Error(`${file} is no report: \`npm run bench -- <suite> --json FILE\` writes one`);
  }
  return report as Report;
}
