"""办公室一侧 (office): the verbs people run in their own clone of the city's repository."""
