"""The references people push to; everything else is written by the gate alone."""

SUBMIT_REF = "refs/for/main"
STATEMENT_REF = "refs/for/statements"
STATEMENT_FILE = "statement.json"
SIGNATURE_FILE = "statement.json.sig"
