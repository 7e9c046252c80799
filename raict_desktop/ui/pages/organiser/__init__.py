"""The organiser's pages: figures, people, programme, badges, lists, the day's end."""
