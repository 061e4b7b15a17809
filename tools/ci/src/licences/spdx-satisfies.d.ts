declare module 'spdx-satisfies' {
  /** Throws on what is not an expression. */
  export default function satisfies(expression: string, allowed: readonly string[]): boolean;
}
