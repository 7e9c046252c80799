"""Tests of the window, all without a screen."""
