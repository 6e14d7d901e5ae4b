"""Notices: what a vendor tells many at once (R9, R45). One verb, one module."""
