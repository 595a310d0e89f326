"""WHAT CAN BE SAID TO THE BOT: one file an area, each with its ``router``; understands words, calls actions, answers with texts."""
