"""单元 (units): which files one site's output has, what each is made from, and its key."""
