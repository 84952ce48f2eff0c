"""A small real city for tests: real repository, keys, signatures and gate, in this process."""
