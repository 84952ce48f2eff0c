"""网页 (pages): what pages and machine-readable lists say, as frozen views; and their words."""
