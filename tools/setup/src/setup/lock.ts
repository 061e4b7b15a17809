/** What npm's lock file says of one package; the same in what it writes about node_modules. */
export type LockedPackage = {
  version?: string;
  integrity?: string;
  link?: boolean;
  optional?: boolean;
  devOptional?: boolean;
};

/** npm's lock file, as far as it is read here: each package by its path. */
export type Lock = { packages: Record<string, LockedPackage> };
