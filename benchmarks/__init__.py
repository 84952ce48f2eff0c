"""测速 (benchmarks): one deterministic site, built by us and by three peers, measured in pairs."""
