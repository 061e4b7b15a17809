import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { endProgram } from '../end-program.ts';
import { freePort } from '../free-port.ts';
import { TemporaryFolder } from '../temporary-folder.ts';
import { type Span, spansOf } from './spans.ts';

const here = import.meta.dirname;
const cache = join(here, '../../../../node_modules/.cache/bimetal/collector-0.165.0');

/** LIMIT: what does not listen by then does not work. */
const START_MS_MAX = 60_000;

/** Builds an OpenTelemetry Collector of its published modules, once; Go must be installed. */
export function buildCollector(): string {
  const program = join(cache, 'collector');
  if (existsSync(program)) return program;
  mkdirSync(cache, { recursive: true });
  const built = `${program}-${process.pid}`;
  console.log('Building an OpenTelemetry Collector: this takes some minutes, once.');
  const { status, error } = spawnSync('go', ['build', '-o', built, '.'], {
    cwd: join(here, 'collector'),
    stdio: 'inherit',
  });
  if (error !== undefined) throw new Error('there is no Go: install it, 1.26 or later', { cause: error });
  if (status !== 0) throw new Error(`go build ended with ${status}`);
  renameSync(built, program);
  return program;
}

/** A real OpenTelemetry Collector that takes traces by OTLP over HTTP and writes them to a file. */
export class Collector implements AsyncDisposable {
  readonly endpoint: string;
  readonly #folder: TemporaryFolder;
  readonly #child: ChildProcess;

  private constructor(endpoint: string, folder: TemporaryFolder, child: ChildProcess) {
    this.endpoint = endpoint;
    this.#folder = folder;
    this.#child = child;
  }

  static async start(program: string): Promise<Collector> {
    const folder = new TemporaryFolder();
    const port = await freePort();
    const config = join(folder.path, 'config.yaml');
    writeFileSync(config, configuration(port, join(folder.path, 'traces.json')));
    const child = spawn(program, ['--config', `file:${config}`], { stdio: ['ignore', 'ignore', 'inherit'] });
    const collector = new Collector(`http://127.0.0.1:${port}`, folder, child);
    await collector.#listening();
    return collector;
  }

  /** The spans that it has written so far. */
  spans(): Span[] {
    const path = join(this.#folder.path, 'traces.json');
    const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
    // Without the last one, which may be a part of a line.
    return lines.slice(0, -1).flatMap((line) => spansOf(line).spans);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await endProgram(this.#child);
    this.#folder[Symbol.dispose]();
  }

  async #listening(): Promise<void> {
    const deadline = Date.now() + START_MS_MAX;
    while (!(await isAnswering(this.endpoint))) {
      if (this.#child.exitCode !== null || Date.now() > deadline) throw new Error('the collector does not listen');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

function configuration(port: number, path: string): string {
  return `
receivers:
  otlp:
    protocols:
      http:
        endpoint: 127.0.0.1:${port}
exporters:
  file:
    path: ${path}
    flush_interval: 100ms
service:
  telemetry:
    logs:
      level: warn
    metrics:
      level: none
  pipelines:
    traces:
      receivers: [otlp]
      exporters: [file]
`;
}

async function isAnswering(endpoint: string): Promise<boolean> {
  return fetch(endpoint).then(
    () => true,
    () => false,
  );
}
