import { packageProgram } from './package-program.js';
import { work } from './workers/work.js';

await work(packageProgram());
