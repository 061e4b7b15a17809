import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

import { broken, type Check, fine } from '../set-up.ts';

const FOLDERS = ['apps/api/dist', 'libs/bindings/dist', 'libs/contract/dist'];
// Not `nx build`: tsc believes its own record of what it wrote, and would not miss a map.
const REBUILD = 'npx tsc --build --force apps/api/tsconfig.lib.json';

/** Without maps a TypeScript frame is a line of generated JavaScript, and a breakpoint in a `.ts` file binds to nothing. */
export const sourceMapsCheck: Check = {
  name: 'source maps',
  examine({ root }) {
    const scripts = FOLDERS.flatMap((folder) => globSync(`${folder}/**/*.js`, { cwd: root }));
    if (!scripts.some((script) => script.startsWith('apps/api'))) {
      return broken('the API is not built', 'npx nx build @bimetal/api');
    }
    const problems = scripts.flatMap((script) => mapProblem(root, script) ?? []);
    if (problems.length === 0) return fine(`${scripts.length} scripts, each with its map and its sources`);
    const more = problems.length > 1 ? `, and ${problems.length - 1} more like it` : '';
    return broken(`${problems[0]}${more}`, REBUILD);
  },
};

function mapProblem(root: string, script: string): string | undefined {
  const text = readFileSync(join(root, script), 'utf8');
  const [, url] = /^\/\/# sourceMappingURL=(\S+)\s*$/m.exec(text) ?? [];
  if (!url) return `${script} names no source map`;
  if (url.startsWith('data:')) return undefined;
  const file = join(root, dirname(script), url);
  if (!existsSync(file)) return `${script} names ${url}, and there is no such file`;
  const { sources = [], sourceRoot = '' } = JSON.parse(readFileSync(file, 'utf8')) as Partial<SourceMap>;
  const missing = sources.find((source) => !existsSync(resolve(dirname(file), sourceRoot, source)));
  return missing && `${script}.map names ${missing}, and there is no such file`;
}

type SourceMap = { sources: string[]; sourceRoot: string };
