"""VERBS: what a person may do to the rows. Checks permission; called by chat, clock and page alike."""
