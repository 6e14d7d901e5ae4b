"""Mail that comes in: read, matched with its sender and case, filed or refused (V12, C20)."""
