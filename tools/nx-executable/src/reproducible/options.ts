export interface ReproducibleOptions {
  /** The task whose results must not depend on where it runs, such as `app:build:release`. It has run in the workspace. */
  task: string;
  /** Its results: files and folders, relative to the workspace. */
  files: string[];
  /** Where to put the copy; a temporary folder by default, which is removed. */
  folder?: string;
}
