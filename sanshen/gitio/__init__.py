"""git and OpenSSH as they are: thin adapters around the two programs, no policy here."""
