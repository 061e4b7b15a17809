/** What a build left in a binary. */
export interface BinaryFacts {
  /** Lower-case hex of the id that the linker wrote (GNU build id, LC_UUID, PDB GUID); absent when it wrote none. */
  buildId: string | undefined;
  debugInfo: DebugInfo;
}

/** `separate` means that the binary only says where its debug info is: object files, a .dSYM folder, a .pdb file. */
export type DebugInfo = 'embedded' | 'separate' | 'absent';
