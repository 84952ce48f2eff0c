"""Servers for this machine: the door for git, and the folders readers look at."""
