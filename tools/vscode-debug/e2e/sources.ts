import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, extname, join, relative } from 'node:path';
import ts from 'typescript';
import type { Arguments, SourceBreakpoint } from '../src/protocol/dap.ts';
import { DapClient } from './dap-client.ts';
import { ADAPTER, NODE } from './debugging.ts';

/** How a source is compiled: to where, and what becomes of its map. */
interface Compiled {
  to?: string;
  module?: ts.ModuleKind;
  /** The map as it is written. */
  map?: (map: Record<string, unknown>, source: string) => unknown;
  /** What the script says of its map, instead of the name of the file. */
  address?: (map: string, file: string) => string;
}

/** Small programs without an addon, in a folder of their own, and one session on them. */
export class Sources implements AsyncDisposable {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'vscode-debug-sources-')));
  readonly client = new DapClient(ADAPTER);

  at(name: string): string {
    return join(this.folder, name);
  }

  put(name: string, text: string): string {
    const file = this.at(name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  }

  link(name: string, target: string): void {
    symlinkSync(target, this.at(name));
  }

  /** Writes a TypeScript source, and what is compiled from it; the script is what is returned. */
  compile(name: string, text: string, { to, module, map, address }: Compiled = {}): string {
    const source = this.put(name, text);
    const script = this.at(to ?? `dist/${basename(name, extname(name))}.js`);
    const { outputText, sourceMapText = '{}' } = ts.transpileModule(text, {
      fileName: source,
      compilerOptions: { target: ts.ScriptTarget.ES2023, module: module ?? ts.ModuleKind.CommonJS, sourceMap: true },
    });
    const plain = { ...(JSON.parse(sourceMapText) as object), sources: [relative(dirname(script), source)] };
    const written = JSON.stringify(map ? map(plain, source) : plain);
    const said = address ? address(written, `${script}.map`) : `${basename(script)}.map`;
    this.put(relative(this.folder, `${script}.map`), written);
    return this.put(
      relative(this.folder, script),
      outputText.replace(/sourceMappingURL=.*/, () => `sourceMappingURL=${said}`),
    );
  }

  /** The line that ends in `// mark`. */
  line(file: string, mark: string): number {
    const lines = readFileSync(file.startsWith('/') ? file : this.at(file), 'utf8').split('\n');
    const line = lines.findIndex((text) => text.endsWith(`// ${mark}`)) + 1;
    if (line === 0) throw new Error(`${file} has no line marked ${mark}`);
    return line;
  }

  launch(
    program: string,
    breakpoints: Record<string, (string | (Partial<SourceBreakpoint> & { mark: string }))[]> = {},
    configuration: Arguments = {},
  ): Promise<void> {
    const asked = Object.entries(breakpoints).map(([file, marks]): [string, SourceBreakpoint[]] => [
      file.startsWith('/') ? file : this.at(file),
      marks.map((each) => {
        const { mark, ...more } = typeof each === 'string' ? { mark: each } : each;
        return { line: this.line(file, mark), ...more };
      }),
    ]);
    return this.client.start(
      { program: this.at(program), cwd: this.folder, runtimeExecutable: NODE, ...configuration },
      Object.fromEntries(asked),
    );
  }

  /** The next stop: its reason, thread, and the user's own frames as `function file:line`. */
  async stopped(): Promise<{ reason: string; threadId: number; stack: string[] }> {
    const { reason, threadId } = await this.client.stopped();
    return { reason, threadId, stack: await this.client.ownStack(threadId) };
  }

  async go(command: string, threadId: number): ReturnType<Sources['stopped']> {
    await this.client.request(command, { threadId });
    return this.stopped();
  }

  /** Lets the program run to its end; nothing stops it on its way. */
  async finish(threadId: number): Promise<void> {
    await this.client.request('continue', { threadId });
    await this.client.event('terminated');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.client.end();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
