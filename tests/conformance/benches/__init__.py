"""One file a platform: ``def bench(folder: Path) -> Bench``, and ``def missing() -> str`` where something must be installed first."""
