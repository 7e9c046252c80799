"""The rules of check-in and the meaning of the journal: standard library only, no I/O, no clock, no chance."""
