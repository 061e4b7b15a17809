from lldb import SBStructuredData, SBTarget, SBThread

class ScriptedFrame:
    target: SBTarget
    thread: SBThread
    def __init__(self, thread: SBThread, arguments: SBStructuredData) -> None: ...
