"""主题 (theming): the theme's files, its templates in a sandbox, and rendering pages with them."""
