export type System = { platform: string; arch: string; isMusl: boolean };
export type Gap = { name: string; version: string };
export type LockedPackage = {
  version?: string;
  integrity?: string;
  link?: boolean;
  optional?: boolean;
  devOptional?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  optionalDependencies?: Record<string, string>;
};
export type Lock = { packages: Record<string, LockedPackage> };

export function thisSystem(): System;
export function gapsOf(lock: Lock, system?: System): Gap[];
export function gapsIn(root: string, system?: System): Gap[];
export function stillMissing(root: string, gaps: readonly Gap[]): Gap[];
