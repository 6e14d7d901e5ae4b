"""Notices as pages show them: in lists, where they matter, and as feed and calendar."""
