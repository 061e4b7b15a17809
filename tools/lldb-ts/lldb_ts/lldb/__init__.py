"""What talks to LLDB: its processes as memory, its threads as merged stacks, its frame provider.

Within the package `lldb_ts` itself the name `lldb` is this folder; everywhere else `import lldb` is LLDB's module.
"""
