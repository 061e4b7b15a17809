from lldb import SBFrameList, SBStructuredData, SBTarget, SBThread

class ScriptedFrameProvider:
    input_frames: SBFrameList
    target: SBTarget
    thread: SBThread
    def __init__(self, input_frames: SBFrameList, arguments: SBStructuredData) -> None: ...
