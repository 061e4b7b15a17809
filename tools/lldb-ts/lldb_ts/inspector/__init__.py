"""Node's inspector, driven from inside LLDB: breakpoints and steps in TypeScript are V8's own."""
