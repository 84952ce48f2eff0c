"""站点索引 (site index): what a build asks of the content, as small rows in one SQLite file."""
