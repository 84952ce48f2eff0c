"""输出 (output): the two trees of a site, what is written into them, and the swap."""
