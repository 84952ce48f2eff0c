"""Reading content: one strict parser and one Markdown renderer for gate, checks and build."""
