"""Adapters, beyond what the conformance kit asks of all."""
