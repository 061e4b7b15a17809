"""Tests that drive a real LLDB on small programs."""
