"""审核制度 (review policy): who may act in which stage; missing or unreadable means no."""
