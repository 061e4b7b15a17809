/** The views of the page beside its first one: the server answers each of their paths, and what is below it, with the page. */
export const PAGE_VIEWS = ['documents', 'changes', 'status', 'transfer', 'keys'] as const;

/** Whether the page itself is at a path, unescaped. No file of the page has such a name. */
export function isPageView(path: string): boolean {
  const [, view] = path.split('/');
  return path === '/' || (PAGE_VIEWS as readonly (string | undefined)[]).includes(view);
}
