"""What every adapter must show against its peer (platforms.md, end). A platform plugs in with one file in ``benches``; see ``bench``."""
