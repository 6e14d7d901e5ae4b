"""Managers' figures in words, tables and drawings."""
