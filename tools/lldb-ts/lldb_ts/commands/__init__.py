"""One module for each command; `register(debugger, container)` adds it."""
