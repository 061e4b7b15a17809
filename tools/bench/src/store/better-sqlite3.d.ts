/** The part of better-sqlite3 that the benchmark uses: the package ships no types. */
declare module 'better-sqlite3' {
  interface Statement {
    /** Rows as their first column. */
    pluck(): this;
    /** Rows as arrays. */
    raw(): this;
    get(...parameters: unknown[]): unknown;
    all(...parameters: unknown[]): unknown[];
    run(...parameters: unknown[]): unknown;
  }

  export default class Database {
    constructor(path: string);
    exec(sql: string): this;
    prepare(sql: string): Statement;
    transaction<T extends unknown[]>(body: (...parameters: T) => void): (...parameters: T) => void;
    close(): this;
  }
}
