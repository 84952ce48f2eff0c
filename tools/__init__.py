"""What prepares and tests this checkout; not part of the installed package."""
