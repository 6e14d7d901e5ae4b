"""Mail: addresses, letters, and sending them."""
