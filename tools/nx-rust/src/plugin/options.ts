/** What nx.json may say beside `"plugin": "@bimetal/nx-rust"`. Which manifests count is said by Nx's own `include` and `exclude`. */
export interface NxRustOptions {
  buildTargetName?: string;
  testTargetName?: string;
  lintTargetName?: string;
  formatTargetName?: string;
  formatCheckTargetName?: string;
  watchTargetName?: string;
}

export function withDefaults(options: NxRustOptions | undefined): Required<NxRustOptions> {
  return {
    buildTargetName: 'build',
    testTargetName: 'test',
    lintTargetName: 'lint',
    formatTargetName: 'format',
    formatCheckTargetName: 'format-check',
    watchTargetName: 'watch',
    ...options,
  };
}
