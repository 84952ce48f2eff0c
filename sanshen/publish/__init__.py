"""发布 (publishing): release list → build → output checks → swap → live check → record."""
