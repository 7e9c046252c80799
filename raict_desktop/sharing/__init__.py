"""Carries journal entries between stations while the day goes on; the desk never waits for it.

An acknowledged scan is a local commit. Everything here only copies what is committed, as often and in
whatever order the network allows, and asks again rather than trusting its memory.
"""
