"""V8 read from memory: its layout, its heap, and the frames of a stack. Knows no debugger, only a reader of memory."""
