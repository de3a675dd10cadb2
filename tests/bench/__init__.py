"""Benchmarks: `make bench`, or `make bench BENCH=store_append`.

Every module here is a bench of its own name. It has a function ``run`` that yields a
`tests.bench.tools.result.Result` for each condition, smallest first, and measures its
baseline in the same run, on the same data. What benches share stands in `tests.bench.tools`.
"""
