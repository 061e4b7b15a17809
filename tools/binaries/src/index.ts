export { ElfFile, type ElfNote } from './elf.ts';
export type { BinaryFacts, DebugInfo } from './facts.ts';
export { inspectBinary } from './inspect.ts';
export { readingFile, type Read } from './read.ts';
