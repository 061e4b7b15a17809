/** The server, for a program that brings along what it needs. */
export { type Program, type SettingsFile } from './program.js';
export { run } from './run.js';
export { work } from './workers/work.js';
export { MemoryPage, type PageFile } from './static/memory-page.js';
export { type PageFiles } from './static/page-files.js';
