"""PLATFORMS: translation only. Each keeps the contract of ``base`` and its own capability table."""
