"""Benchmarks: ratios within one run, because machines are shared and noisy. `make bench` runs them all."""
