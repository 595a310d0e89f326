"""What the shipped weights are learned from, and the commands that learn and measure them."""
