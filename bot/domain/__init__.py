"""RULES: plain Python without I/O, SQL or clock. One file an area; its frozen dataclasses are what storage returns."""
