"""Formatters for Rust values: every length is checked before it is believed, so that a variable not yet set cannot hang the debugger."""
