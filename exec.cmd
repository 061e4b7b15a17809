@rem The npm scripts begin with `exec`, so that no shell stands between npm and the program and swallows its signals.
@rem cmd has no such word: on Windows npm finds this file instead, which runs the rest of the line.
@%*
