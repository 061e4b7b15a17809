import { spawn } from 'child_process';
import { constants } from 'os';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const PARENT_POLL_MS = 1000;

/**
 * Runs a program in the foreground and answers how it ended. A signal that reaches us is passed on and does not end us:
 * the child decides how to end, and its exit code is what the user gets. On a terminal the child has the signal already,
 * so it can arrive twice. When npm, which runs us, is killed without a word, the child is asked to end too: nobody would
 * know of it any more.
 */
export function runChild(command, args, options) {
  return new Promise((done) => {
    const child = spawn(command, args, { ...options, stdio: 'inherit' });
    let wasInterrupted = false;
    const passOn = (signal) => {
      wasInterrupted = true;
      if (mustPassOn(signal)) child.kill(signal);
    };
    for (const signal of SIGNALS) process.on(signal, passOn);
    const orphaned = onParentGone(() => passOn('SIGTERM'));
    const end = (code) => {
      clearInterval(orphaned);
      for (const signal of SIGNALS) process.off(signal, passOn);
      done({ code, wasInterrupted });
    };
    child.on('error', (error) => {
      console.error(`${command} could not be run: ${error.message}`);
      end(127);
    });
    child.on('exit', (code, signal) => end(exitCodeOf(code, signal)));
  });
}

/** On Windows a console tells all its programs of a Ctrl-C itself, and `kill` ends one without asking. */
export function mustPassOn(signal, platform = process.platform) {
  return platform !== 'win32' || signal === 'SIGTERM';
}

/** Watches the process that started us, if it is npm; a shell may end and leave us running on purpose. */
export function onParentGone(then) {
  if (!process.env.npm_lifecycle_event) return undefined;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    then();
  }, PARENT_POLL_MS);
  return timer.unref();
}

/** The shell's convention: a program that a signal ended has 128 plus the signal's number. */
export function exitCodeOf(code, signal) {
  if (signal) return 128 + constants.signals[signal];
  return code === null ? 1 : code;
}
