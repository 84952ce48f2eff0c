"""The frozen types of the field; every other room may import this one, it imports none."""
