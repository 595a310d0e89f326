"""Learning weights from labelled texts: needs the extra ``learn`` (scikit-learn); nothing that serves imports it."""
