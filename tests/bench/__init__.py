"""The comparison with peers: what it makes of figures, and when it refuses to make any."""
