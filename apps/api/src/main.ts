import { packageProgram } from './package-program.js';
import { run } from './run.js';

await run(packageProgram());
