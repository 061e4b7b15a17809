import { exitCodes } from './startup-error.js';

const DEBUGGING_TEXT = `
Every command also takes --inspect[=[HOST:]PORT], which opens Node's inspector for a debugger, on 127.0.0.1:9229 when it
names no other place (port 0 lets the system choose), and --inspect-brk[=[HOST:]PORT], which also waits for the debugger
and pauses before anything else happens. Whoever reaches an open inspector can do all that this process can.`;

/** What stands below the options of `serve`, which is the help of the whole program. */
export const serveAfterword = (commands: readonly (readonly [name: string, describe: string])[]): string => `
Other commands (bimetal COMMAND --help):
${commands.map(([name, describe]) => `  ${name.padEnd(10)} ${describe}`).join('\n')}

Every setting but --insecure can also stand in a bimetal.json where you stand, under its camel case name, and every one in the
environment. The command line wins over the environment, and the environment over the file.

SIGTERM, SIGINT and SIGHUP shut down: requests in flight are finished, the store is closed. A second signal, more than a second
after the first, ends the process at once.
${DEBUGGING_TEXT}

Exit codes: ${exitCodes.ok} shut down cleanly, ${exitCodes.failed} failed, ${exitCodes.config} wrong configuration, ${exitCodes.listen} cannot listen,
${exitCodes.store} cannot open the data folder, ${exitCodes.addon} cannot load the addon.`;

export const FOLDER_AFTERWORD = `
Without --datapath it is the folder that the server would take. Ctrl-C cancels, and nothing is left half done.

Exit codes: ${exitCodes.ok} done, ${exitCodes.failed} failed or found problems, ${exitCodes.config} wrong command line, ${exitCodes.store} a folder cannot be used,
${exitCodes.addon} cannot load the addon, 129, 130 and 143 cancelled by SIGHUP, SIGINT and SIGTERM.`;

/** Of commands that a server does, too. */
export const STORE_AFTERWORD = `
Works on a running server (--url) or on a folder that none holds (--datapath). Without both it is the server of BIMETAL_URL, or else
the folder that the server would take. Ctrl-C cancels, and nothing is left half done.

Exit codes: ${exitCodes.ok} done, ${exitCodes.failed} failed or found problems, ${exitCodes.config} wrong command line, ${exitCodes.listen} cannot reach the server, ${exitCodes.store} a folder cannot be used,
${exitCodes.addon} cannot load the addon, 129, 130 and 143 cancelled by SIGHUP, SIGINT and SIGTERM.`;

export const dataAfterword = `
Works on a running server (--url) or on a folder that none holds (--datapath), alike. Without both it is the server of BIMETAL_URL, or
else the folder that the server would take.

Exit codes: ${exitCodes.ok} done, ${exitCodes.failed} failed, ${exitCodes.config} wrong command line, ${exitCodes.listen} cannot reach the server, ${exitCodes.store} a folder cannot be used,
${exitCodes.addon} cannot load the addon, ${exitCodes.missing} no such document, ${exitCodes.conflict} the condition does not hold, 129, 130 and 143 cancelled by SIGHUP,
SIGINT and SIGTERM.`;
