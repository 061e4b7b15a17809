"""Listings of code: bytecode and machine code, beside the source they were made from."""
