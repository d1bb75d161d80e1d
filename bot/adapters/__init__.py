"""The outside world, one system each: bytes become values here."""
