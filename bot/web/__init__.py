"""PAGES: the simulated platform's HTTP interface and its demo page; health and metrics. Shown by Starlette, moved by htmx."""
