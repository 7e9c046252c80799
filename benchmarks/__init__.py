"""Speed and memory, measured by hand: ``python -m benchmarks``; never run by the tests."""
