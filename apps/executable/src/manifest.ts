/** What is inside the executable: written by the executor that builds it, so that nothing is hashed at start. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly flavour: 'release' | 'debug';
  /** In Node's words, such as `linux-x64`. */
  readonly platform: string;
  /** The version of Node inside. */
  readonly node: string;
  /** The bundle of all TypeScript. */
  readonly bundle: { readonly sha256: string };
  readonly addon: {
    /** The asset's name. */
    readonly asset: string;
    /** What the file is called when it is unpacked. */
    readonly file: string;
    readonly sha256: string;
    readonly size: number;
  } | null;
  /** Every asset but the manifest, by name. */
  readonly assets: Readonly<Record<string, Asset>>;
}

export interface Asset {
  /** Lower-case hexadecimal. */
  readonly sha256: string;
  /** In bytes. */
  readonly size: number;
  /** The content type. */
  readonly type: string;
}
