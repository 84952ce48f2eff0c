"""三审 (review): what the ledger says of each change, and what may happen to it next. Pure."""
