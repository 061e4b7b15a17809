"""Finds the thread that the adapter means, and the module of a native frame."""

from __future__ import annotations

import lldb


def process_of(debugger: lldb.SBDebugger) -> lldb.SBProcess:
    """The one process of the session."""
    process = debugger.GetSelectedTarget().GetProcess()
    if not process or not process.IsValid():
        raise LookupError('there is no process')
    return process


def thread_of(debugger: lldb.SBDebugger, thread_id: int) -> lldb.SBThread:
    """The thread with the operating system's `thread_id`."""
    thread = process_of(debugger).GetThreadByID(thread_id)
    if not thread or not thread.IsValid():
        raise LookupError(f'there is no thread {thread_id}')
    return thread


def module_name(frame: lldb.SBFrame) -> str:
    """The file name of the module that the frame's code lies in, or nothing for generated code."""
    return frame.GetModule().GetFileSpec().GetFilename() or ''
