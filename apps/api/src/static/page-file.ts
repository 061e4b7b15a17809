import { isPageView } from '@bimetal/contract';
import { type PageFiles } from './page-files.js';

/** The file that is the page itself. It stands for its views also where it is missing: then the answer says how to build it. */
const INDEX = 'index.html';

/** The file that a path, unescaped, means. The page is at its views alone: whoever asks for /health or /metrics must not take it for an answer. */
export function pageFileOf(path: string, files: Pick<PageFiles, 'has'>): string | undefined {
  if (isPageView(path)) return INDEX;
  const file = path.slice(1);
  return isPlain(file) && files.has(file) ? file : undefined;
}

/** No way out of the folder, no hidden files, no tricks with separators. */
function isPlain(file: string): boolean {
  return file.split('/').every((part) => part !== '' && !part.startsWith('.')) && !/[\\\0]/.test(file);
}
