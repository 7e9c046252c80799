"""The organiser's programme: the grid and the table, a session's sheet, its list and its honours."""
