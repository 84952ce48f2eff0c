"""发布把关 (gate): the one writer of main and the ledger; git's hooks end here."""
