import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** An answer of cargo that {@link keepAnswer} put into `file`, or none when it is missing or cannot be read. */
export function keptAnswer<Answer>(workspaceRoot: string, file: string): Answer | undefined {
  try {
    return JSON.parse(readFileSync(pathOf(workspaceRoot, file), 'utf8')) as Answer;
  } catch {
    return undefined;
  }
}

/** Failing to keep an answer only costs time, so it is no error. */
export function keepAnswer(workspaceRoot: string, file: string, answer: unknown): void {
  const path = pathOf(workspaceRoot, file);
  const temporary = `${path}.${process.pid}`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(temporary, JSON.stringify(answer));
    renameSync(temporary, path);
  } catch {
    return;
  }
}

/** Beside what Nx keeps there for itself. */
function pathOf(workspaceRoot: string, file: string): string {
  const folder = process.env['NX_WORKSPACE_DATA_DIRECTORY'] || join('.nx', 'workspace-data');
  return resolve(workspaceRoot, folder, file);
}
