export function writableProblem(root: string, mayWrite?: (path: string) => boolean): string | undefined;
