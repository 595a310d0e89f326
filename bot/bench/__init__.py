"""The benchmark of this machine: ours beside the raw limit, alternating in the same run, so that the ratios mean something."""
