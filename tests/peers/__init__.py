"""The other sides of the adapters: real servers on loopback, and stand-ins that say so and name their limits."""
