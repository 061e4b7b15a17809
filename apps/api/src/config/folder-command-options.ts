/** What the options of a command line say, before the data folder is known. */
export interface FolderCommandOptions {
  readonly datapath?: string;
  readonly to?: string;
  readonly from?: string;
  readonly engine?: 'log' | 'redb';
  readonly json?: boolean;
  readonly url?: string;
  readonly key?: string;
}
